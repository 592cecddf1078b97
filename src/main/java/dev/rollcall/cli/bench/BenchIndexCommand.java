package dev.rollcall.cli.bench;

import dev.rollcall.app.SampleShape;
import dev.rollcall.base.UserError;
import dev.rollcall.cli.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Compares ways to hold a list: how long they take to load, to answer, and what they keep. */
@Command(
    name = "index",
    description = {
      "Compares Rollcall's segments with other ways to hold a list: a HashSet of strings,",
      "a sorted array, a SQLite table, and reading the file anew for each question.",
      "Every answer is checked. No server is needed."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:every answer was right", "1:some were not", "2:a mistake in the options"})
final class BenchIndexCommand implements Callable<Integer> {
  /** What one array of lines can still hold. */
  private static final int LINES_MAX = 1_000_000_000;

  private final Console console;
  private final List<Candidate> candidates;

  @Spec private CommandSpec spec;

  @Option(
      names = "--lines",
      paramLabel = "N",
      split = ",",
      defaultValue = "10000,100000,1000000,10000000",
      description = "How many lines the lists have (default: ${DEFAULT-VALUE}).")
  private List<Integer> lines;

  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      defaultValue = "hex40",
      description = "What a line looks like: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private SampleShape shape;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "1",
      description = "How long each run lasts, after as long a warm-up (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many runs the median is of (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = {
        "Where a directory for the lists and indexes is made, and deleted at the end",
        "(default: the system's temporary directory). 10 million lines need about 2 GB."
      })
  private @Nullable Path directory;

  @Option(names = "--json", description = "Print one JSON object per row.")
  private boolean json;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Draw lookups a second over lines; FILE ends in .svg or .png.")
  private @Nullable Path plot;

  BenchIndexCommand(Console console) {
    this(console, Candidate.ALL);
  }

  /**
   * @param candidates what is compared
   */
  BenchIndexCommand(Console console, List<Candidate> candidates) {
    this.console = console;
    this.candidates = candidates;
  }

  @Override
  public Integer call() throws IOException {
    requireSense();
    Duration duration = Duration.ofNanos((long) (seconds * 1e9));
    StatusLine status = new StatusLine(console);
    IndexComparison comparison = new IndexComparison(candidates, shape, runs, duration, status);
    List<IndexResult> results = new ArrayList<>();
    if (!json) {
      console.line(IndexResult.heading());
    }
    try (ScratchDirectory scratch = ScratchDirectory.in(parent())) {
      for (int count : lines) {
        comparison.run(
            count,
            scratch,
            result -> {
              status.clear();
              console.line(json ? result.json() : result.row());
              results.add(result);
            });
      }
    } finally {
      status.clear();
    }
    if (!json) {
      console.line("\n" + IndexResult.legend());
    }
    if (plot != null && results.stream().anyMatch(result -> result.rate() != null)) {
      draw(results, plot);
    }
    return status(results);
  }

  private int status(List<IndexResult> results) {
    List<String> wrong =
        results.stream().filter(r -> !r.right()).map(IndexResult::series).distinct().toList();
    wrong.forEach(name -> console.err().println("rollcall: " + name + " answered wrongly"));
    return wrong.isEmpty() ? 0 : 1;
  }

  private void draw(List<IndexResult> results, Path file) throws IOException {
    Map<String, List<IndexResult>> series = new LinkedHashMap<>();
    for (IndexResult result : results) {
      if (result.rate() != null) {
        series.computeIfAbsent(result.series(), name -> new ArrayList<>()).add(result);
      }
    }
    Chart chart = new Chart("Lookups a second, one thread", "lines of the list", "1/s");
    series.forEach(
        (name, points) ->
            chart.add(
                name,
                points.stream().mapToDouble(IndexResult::lines).toArray(),
                points.stream().mapToDouble(IndexResult::perSecond).toArray()));
    chart.write(file);
  }

  private Path parent() {
    Path parent = directory == null ? Path.of(System.getProperty("java.io.tmpdir")) : directory;
    if (!Files.isDirectory(parent)) {
      throw UserError.configuration("--dir " + parent + ": no such directory");
    }
    return parent;
  }

  private void requireSense() {
    require(
        lines.stream().allMatch(n -> n >= 1 && n <= LINES_MAX),
        "--lines must be between 1 and " + LINES_MAX);
    require(seconds > 0 && seconds <= 3600, "--seconds must be more than 0 and at most 3600");
    require(runs >= 1 && runs <= 1000, "--runs must be between 1 and 1000");
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
