package dev.rollcall.cli.bench;

import dev.rollcall.cli.Console;
import dev.rollcall.cli.DurationConverter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that every command has which puts load on a server. */
final class LoadOptions {
  private static final int PIPELINE_MAX = 10_000;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

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
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads of the generator (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--server-pid",
      paramLabel = "PID",
      description = "The server's process: its processor time is told too.")
  private @Nullable Long serverPid;

  @Option(names = "--json", description = "Print one JSON object per run.")
  private boolean json;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Draw the result; FILE ends in .svg or .png.")
  private @Nullable Path plot;

  List<Integer> pipelines() {
    return pipelines;
  }

  int firstPipeline() {
    return pipelines.get(0);
  }

  int pipelineMax() {
    return pipelines.stream().mapToInt(Integer::intValue).max().orElse(1);
  }

  int threads() {
    return threads;
  }

  boolean hasWarmUp() {
    return !warmUp.isZero();
  }

  LoadBudget warmUp() {
    return LoadBudget.of(warmUp);
  }

  /** How much one run sends. */
  LoadBudget budget() {
    return requests == null ? LoadBudget.of(duration) : LoadBudget.ofRequests(requests);
  }

  /** The server's processor time, if its process is known. */
  Optional<ProcessorTime> server() {
    return serverPid == null ? Optional.empty() : Optional.of(ProcessorTime.of(serverPid));
  }

  /** Prints what stands above the rows, if they are for people. */
  void heading(Console console, String heading) throws IOException {
    if (!json) {
      console.line(heading);
    }
  }

  /** Prints one run in the form that was asked for. */
  void row(Console console, String row, String object) throws IOException {
    console.line(json ? object : row);
  }

  /** Draws, if asked to, one value for each pipeline. */
  void plot(String title, String name, double[] values) throws IOException {
    if (plot != null) {
      Chart chart = new Chart(title, "requests in a pipeline", "1/s");
      chart.add(name, pipelines.stream().mapToDouble(Integer::doubleValue).toArray(), values);
      chart.write(plot);
    }
  }

  /** Refuses what no run can be made of. */
  void requireSense() {
    require(threads > 0, "--threads must be at least 1");
    require(
        pipelines.stream().allMatch(n -> n >= 1 && n <= PIPELINE_MAX),
        "--pipeline must be between 1 and " + PIPELINE_MAX);
    require(requests == null || requests > 0, "--requests must be at least 1");
    require(requests != null || !duration.isZero(), "--duration must be more than 0");
    if (plot != null) {
      Chart.requireKnown(plot);
    }
  }

  void require(boolean condition, String message) {
    if (!condition) {
      throw new ParameterException(command.commandLine(), message);
    }
  }
}
