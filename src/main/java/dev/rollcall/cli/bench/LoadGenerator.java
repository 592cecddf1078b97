package dev.rollcall.cli.bench;

import io.netty.channel.Channel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Puts load on a server from few threads at little cost, since it usually shares the machine with
 * what it measures. One run at a time.
 */
final class LoadGenerator {
  /** Longer than any connection that still works stays silent. */
  private static final long STALL_SECONDS = 10;

  private final LoadClient client;
  private final int connections;

  LoadGenerator(LoadClient client, int connections) {
    this.client = client;
    this.connections = connections;
  }

  /** Runs with the same load on every connection, each beginning at another place of it. */
  LoadResult run(Load load, int pipeline, LoadBudget budget, Optional<ProcessorTime> server)
      throws IOException, InterruptedException {
    return run(connection -> load, pipeline, budget, server);
  }

  /**
   * Opens the connections, sends until the budget is used up, closes them.
   *
   * @param loads what each connection sends
   * @param pipeline how many requests a connection sends before it waits for answers
   * @param server the server's processor time is measured too, if its process is known
   */
  LoadResult run(
      IntFunction<Load> loads, int pipeline, LoadBudget budget, Optional<ProcessorTime> server)
      throws IOException, InterruptedException {
    CountDownLatch finished = new CountDownLatch(connections);
    List<LoadConnection> handlers = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      Load load = loads.apply(i);
      int first = (int) ((long) i * load.count() / connections);
      handlers.add(new LoadConnection(load, budget, pipeline, first, finished));
    }
    List<Channel> channels = client.connect(handlers);
    try {
      ProcessorTime self = ProcessorTime.ofThisProcess();
      long serverStart = server.isPresent() ? server.get().micros() : 0;
      long selfStart = self.micros();
      long startNanos = System.nanoTime();
      budget.start();
      handlers.forEach(LoadConnection::start);
      awaitEnd(finished, handlers);
      long nanos = System.nanoTime() - startNanos;
      long serverMicros = server.isPresent() ? server.get().micros() - serverStart : -1;
      return LoadResult.of(handlers, pipeline, nanos, serverMicros, self.micros() - selfStart);
    } finally {
      LoadClient.close(channels);
    }
  }

  /** Waits for all connections, and gives up when none has got an answer for long. */
  private static void awaitEnd(CountDownLatch finished, List<LoadConnection> handlers)
      throws InterruptedException, IOException {
    long before = -1;
    while (!finished.await(STALL_SECONDS, TimeUnit.SECONDS)) {
      long answered = handlers.stream().mapToLong(LoadConnection::answered).sum();
      if (answered == before) {
        throw new IOException(
            "no answer for " + STALL_SECONDS + " s on any of " + handlers.size() + " connections");
      }
      before = answered;
    }
  }
}
