package dev.rollcall.lookup;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Does one piece of work with several threads at once. */
final class Workers {
  private Workers() {}

  /** What every thread does; they share it out among themselves. */
  interface Work {
    void run() throws IOException;
  }

  /**
   * Runs the work in so many threads, waits for all of them, and throws what the first of them
   * threw. Interrupting the caller interrupts them.
   */
  static void run(int threads, Work work) throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(threads, Workers::thread);
    try {
      ExecutorCompletionService<Boolean> running = new ExecutorCompletionService<>(pool);
      for (int i = 0; i < threads; i++) {
        running.submit(
            () -> {
              work.run();
              return true;
            });
      }
      for (int i = 0; i < threads; i++) {
        running.take().get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("a build was interrupted");
    } catch (ExecutionException e) {
      throw rethrown(e);
    } finally {
      pool.shutdownNow();
      awaitEnd(pool);
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "segment-build");
    thread.setDaemon(true);
    return thread;
  }

  private static IOException rethrown(ExecutionException e) {
    if (e.getCause() instanceof IOException cause) {
      return cause;
    }
    if (e.getCause() instanceof RuntimeException cause) {
      throw cause;
    }
    if (e.getCause() instanceof Error cause) {
      throw cause;
    }
    return new IOException(e.getCause());
  }

  /** The files they work on must not be touched before they have ended, interrupted or not. */
  private static void awaitEnd(ExecutorService pool) {
    boolean interrupted = false;
    while (!pool.isTerminated()) {
      try {
        boolean ended = pool.awaitTermination(1, TimeUnit.DAYS);
        assert ended;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
