package dev.rollcall.edge.http.dashboard;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does costly work for many who ask for it: at most one is done at a time, and whoever asks
 * meanwhile shares the next one. So the answer is never older than the question, however many ask.
 * Thread-safe.
 *
 * @param <T> what the work gives
 */
final class Scrapes<T> {
  private final Supplier<T> work;
  private final Executor executor;
  private boolean running;
  private @Nullable CompletableFuture<T> next;

  /**
   * @param executor where the work is done
   */
  Scrapes(Supplier<T> work, Executor executor) {
    this.work = work;
    this.executor = executor;
  }

  /** What the work gives when it begins now or later. */
  synchronized CompletableFuture<T> ask() {
    CompletableFuture<T> asked = next;
    if (asked == null) {
      asked = new CompletableFuture<>();
      next = asked;
      if (!running) {
        begin();
      }
    }
    return asked.copy();
  }

  private synchronized void begin() {
    CompletableFuture<T> asked = next;
    next = null;
    running = asked != null;
    if (asked != null) {
      executor.execute(() -> run(asked));
    }
  }

  private void run(CompletableFuture<T> asked) {
    try {
      asked.complete(work.get());
    } catch (RuntimeException e) {
      asked.completeExceptionally(e);
    } finally {
      begin();
    }
  }
}
