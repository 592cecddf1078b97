package dev.rollcall.e2e;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Counts acknowledgements, and lets others wait for them. Thread-safe. */
final class Acks {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private long count;

  synchronized void add() {
    count++;
    notifyAll();
  }

  synchronized long count() {
    return count;
  }

  /** Waits for so many more than there are. */
  void awaitMore(long more) throws InterruptedException {
    if (!awaitMore(more, LIMIT)) {
      throw new AssertionError("no " + more + " more acknowledgements within " + LIMIT);
    }
  }

  /** Waits for so many more than there are, but not longer than this; tells whether they came. */
  synchronized boolean awaitMore(long more, Duration limit) throws InterruptedException {
    long wanted = count + more;
    long deadline = System.nanoTime() + limit.toNanos();
    while (count < wanted) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }
}
