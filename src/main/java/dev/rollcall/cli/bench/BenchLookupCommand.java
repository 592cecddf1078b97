package dev.rollcall.cli.bench;

import dev.rollcall.cli.ConnectionArguments;
import dev.rollcall.cli.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
  private final Console console;

  @Mixin private final ConnectionArguments connection = ConnectionArguments.ofLookup();

  @Mixin private final LoadOptions options = new LoadOptions();

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "50",
      description = "Connections at once (default: ${DEFAULT-VALUE}).")
  private int connections;

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
    Optional<ProcessorTime> server = options.server();
    SplittableRandom random = new SplittableRandom(1);
    List<byte[]> lines = keys == null ? Workload.defaultKeys() : Workload.keysOf(keys, random);
    Workload workload = Workload.of(lines, hitRatio, protocol == Protocol.ECHO, random);
    LoadSeries series = new LoadSeries(options, console);
    series.run(workload, connection.options(), connections, server);
    options.plot(
        "Lookups a second, " + connections + " connections",
        protocol.toString(),
        series.perSecond());
    return series.status();
  }

  private void requireSense() {
    options.requireSense();
    options.require(connections > 0, "--connections must be at least 1");
    options.require(hitRatio >= 0 && hitRatio <= 1, "--hit-ratio must be between 0 and 1");
  }
}
