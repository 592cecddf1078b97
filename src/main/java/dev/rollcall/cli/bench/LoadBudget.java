package dev.rollcall.cli.bench;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** How much is sent: until a number of requests is reached, or a time is over. Thread-safe. */
final class LoadBudget {
  private static final long NANOS = 1_000_000_000;

  private final AtomicLong requests;
  private final long durationNanos;
  private final long intervalNanos;
  private final AtomicLong nextNanos = new AtomicLong();
  private volatile long endNanos;

  private LoadBudget(long requests, long durationNanos, long intervalNanos) {
    this.requests = new AtomicLong(requests);
    this.durationNanos = durationNanos;
    this.intervalNanos = intervalNanos;
  }

  static LoadBudget ofRequests(long requests) {
    return new LoadBudget(requests, 0, 0);
  }

  static LoadBudget of(Duration duration) {
    return new LoadBudget(0, duration.toNanos(), 0);
  }

  /** The same, spread over time: no more than so many requests a second; 0 for any number. */
  LoadBudget perSecond(long rate) {
    return new LoadBudget(requests.get(), durationNanos, rate == 0 ? 0 : NANOS / rate);
  }

  /** Begins to count the time. */
  void start() {
    nextNanos.set(System.nanoTime());
    endNanos = System.nanoTime() + durationNanos;
  }

  /** How long to wait before so many requests are sent; 0 or less for not at all. */
  long delayNanos(int count) {
    return intervalNanos == 0 ? 0 : nextNanos.getAndAdd(count * intervalNanos) - System.nanoTime();
  }

  /** Whether so many requests may still be sent; a last batch may go beyond the number. */
  boolean take(int count) {
    if (durationNanos > 0) {
      return System.nanoTime() - endNanos < 0;
    }
    return requests.getAndAdd(-count) > 0;
  }
}
