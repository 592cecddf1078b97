package dev.rollcall.cli.bench;

import dev.rollcall.cli.ConnectionArguments;
import dev.rollcall.cli.Console;
import dev.rollcall.cli.DurationConverter;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how many lookups a server answers, how fast, and at what cost. */
@Command(
    name = "lookup",
    description = {
      "Puts load on a lookup (or echo) listener and checks every answer.",
      "Latency is from sending a pipeline of requests to its last answer."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:every answer was right", "1:some were not", "2:a mistake in the options"})
final class BenchLookupCommand implements Callable<Integer> {
  static {
    // A client has no logging of its own to set up; what goes wrong is told as an exception.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
  }

  private final Console console;

  @Spec private CommandSpec spec;

  @Mixin private final ConnectionArguments connection = ConnectionArguments.ofLookup();

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "50",
      description = "Connections at once (default: ${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--pipeline",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,16,64",
      description = "Requests sent before waiting; a run for each (default: ${DEFAULT-VALUE}).")
  private List<Integer> pipelines;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "5s",
      converter = DurationConverter.class,
      description = "How long each run lasts (default: 5s).")
  private Duration duration;

  @Option(
      names = "--requests",
      paramLabel = "N",
      description = "How many requests each run sends, in place of a duration.")
  private @Nullable Long requests;

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      defaultValue = "1s",
      converter = DurationConverter.class,
      description = "How long load is put on before the first run (default: 1s).")
  private Duration warmUp;

  @Option(
      names = "--protocol",
      paramLabel = "P",
      defaultValue = "lookup",
      description = "What the listener speaks: lookup or echo (default: ${DEFAULT-VALUE}).")
  private Protocol protocol;

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      description = {
        "Lines of the server's list (default: those of",
        "rollcall sample FILE --lines 200000)."
      })
  private @Nullable Path keys;

  @Option(
      names = "--hit-ratio",
      paramLabel = "R",
      defaultValue = "0.5",
      description = "Share of requests for lines on the list, 0 to 1 (default: ${DEFAULT-VALUE}).")
  private double hitRatio;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads of the generator (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--server-pid",
      paramLabel = "PID",
      description = "The server's process: its processor time per request is told too.")
  private @Nullable Long serverPid;

  @Option(names = "--json", description = "Print one JSON object per run.")
  private boolean json;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Draw the result; FILE ends in .svg or .png.")
  private @Nullable Path plot;

  BenchLookupCommand(Console console) {
    this.console = console;
  }

  /** What a listener speaks. */
  enum Protocol {
    LOOKUP,
    ECHO;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireSense();
    Optional<ProcessorTime> server =
        serverPid == null ? Optional.empty() : Optional.of(ProcessorTime.of(serverPid));
    SplittableRandom random = new SplittableRandom(1);
    List<byte[]> lines = keys == null ? Workload.defaultKeys() : Workload.keysOf(keys, random);
    Workload workload = Workload.of(lines, hitRatio, protocol == Protocol.ECHO, random);
    List<LoadResult> results = new ArrayList<>();
    try (LoadGenerator generator = new LoadGenerator(connection.options(), connections, threads)) {
      if (!warmUp.isZero()) {
        generator.run(workload, pipelines.get(0), LoadBudget.of(warmUp), Optional.empty());
      }
      if (!json) {
        console.line(LoadResult.heading());
      }
      for (int pipeline : pipelines) {
        LoadResult result = generator.run(workload, pipeline, budget(), server);
        console.line(json ? result.json() : result.row());
        results.add(result);
      }
    }
    if (plot != null) {
      draw(results, plot);
    }
    return results.stream().allMatch(r -> r.wrong() == 0 && r.errors() == 0) ? 0 : 1;
  }

  private LoadBudget budget() {
    return requests == null ? LoadBudget.of(duration) : LoadBudget.ofRequests(requests);
  }

  private void draw(List<LoadResult> results, Path file) throws IOException {
    Chart chart =
        new Chart(
            "Lookups a second, " + connections + " connections", "requests in a pipeline", "1/s");
    chart.add(
        protocol.toString(),
        results.stream().mapToDouble(LoadResult::pipeline).toArray(),
        results.stream().mapToDouble(LoadResult::perSecond).toArray());
    chart.write(file);
  }

  private void requireSense() {
    require(connections > 0, "--connections must be at least 1");
    require(threads > 0, "--threads must be at least 1");
    require(
        pipelines.stream().allMatch(n -> n >= 1 && n <= 10_000),
        "--pipeline must be between 1 and 10000");
    require(hitRatio >= 0 && hitRatio <= 1, "--hit-ratio must be between 0 and 1");
    require(requests == null || requests > 0, "--requests must be at least 1");
    require(requests != null || !duration.isZero(), "--duration must be more than 0");
    if (plot != null) {
      Chart.requireKnown(plot);
    }
  }

  private void require(boolean condition, String message) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
