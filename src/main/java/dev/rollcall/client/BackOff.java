package dev.rollcall.client;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before another attempt: longer each time, up to five seconds, and never as long
 * as everybody else who lost the same server. Not thread-safe.
 */
final class BackOff {
  private static final long FIRST_MILLIS = 20;
  private static final long LAST_MILLIS = 5_000;

  private long millis = FIRST_MILLIS;

  /** Half to all of this attempt's time. */
  long nextMillis() {
    long limit = millis;
    millis = Math.min(LAST_MILLIS, 2 * millis);
    return ThreadLocalRandom.current().nextLong(limit / 2, limit + 1);
  }

  /** An attempt was successful. */
  void reset() {
    millis = FIRST_MILLIS;
  }
}
