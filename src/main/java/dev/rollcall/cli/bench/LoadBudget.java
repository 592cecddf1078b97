package dev.rollcall.cli.bench;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** How much is sent: until a number of requests is reached, or a time is over. Thread-safe. */
final class LoadBudget {
  private final AtomicLong requests;
  private final long durationNanos;
  private volatile long endNanos;

  private LoadBudget(long requests, long durationNanos) {
    this.requests = new AtomicLong(requests);
    this.durationNanos = durationNanos;
  }

  static LoadBudget ofRequests(long requests) {
    return new LoadBudget(requests, 0);
  }

  static LoadBudget of(Duration duration) {
    return new LoadBudget(0, duration.toNanos());
  }

  /** Begins to count the time. */
  void start() {
    endNanos = System.nanoTime() + durationNanos;
  }

  /** Whether so many requests may still be sent; a last batch may go beyond the number. */
  boolean take(int count) {
    if (durationNanos > 0) {
      return System.nanoTime() - endNanos < 0;
    }
    return requests.getAndAdd(-count) > 0;
  }
}
