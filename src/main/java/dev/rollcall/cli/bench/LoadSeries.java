package dev.rollcall.cli.bench;

import dev.rollcall.cli.Console;
import dev.rollcall.client.ConnectionOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One load put on a server at each pipeline that was asked for, a row for each. */
final class LoadSeries {
  private final LoadOptions options;
  private final Console console;
  private final List<LoadResult> results = new ArrayList<>();

  LoadSeries(LoadOptions options, Console console) {
    this.options = options;
    this.console = console;
  }

  /** Warms the server up, then runs the load at each pipeline and prints what came of it. */
  void run(Load load, ConnectionOptions connection, int connections, Optional<ProcessorTime> server)
      throws IOException, InterruptedException {
    try (LoadClient client = new LoadClient(connection, options.threads())) {
      LoadGenerator generator = new LoadGenerator(client, connections);
      if (options.hasWarmUp()) {
        generator.run(load, options.firstPipeline(), options.warmUp(), Optional.empty());
      }
      options.heading(console, LoadResult.heading());
      for (int pipeline : options.pipelines()) {
        LoadResult result = generator.run(load, pipeline, options.budget(), server);
        options.row(console, result.row(), result.json());
        results.add(result);
      }
    }
  }

  /** Requests a second at each pipeline. */
  double[] perSecond() {
    return results.stream().mapToDouble(LoadResult::perSecond).toArray();
  }

  /** The exit status: 0 where every request was answered as it should be, else 1. */
  int status() {
    return results.stream().allMatch(r -> r.wrong() == 0 && r.errors() == 0) ? 0 : 1;
  }
}
