package dev.rollcall.edge.http;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** Beats that come at equal distances from a beginning, however late each was waited for. */
final class Pace {
  private final Duration beat;
  private long nextNanos = System.nanoTime();

  Pace(Duration beat) {
    this.beat = beat;
  }

  /** Waits for the next beat; the first is now. */
  void next() {
    Duration left = Duration.ofNanos(nextNanos - System.nanoTime());
    nextNanos += beat.toNanos();
    if (!left.isNegative() && !left.isZero()) {
      await().atMost(left.plusSeconds(10)).pollDelay(left).until(() -> true);
    }
  }
}
