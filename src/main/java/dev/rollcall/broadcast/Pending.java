package dev.rollcall.broadcast;

/**
 * A message that was delivered to a consumer and not acknowledged yet. Immutable.
 *
 * @param consumer whose it is
 * @param deliveredMillis when it was delivered last, in milliseconds since 1970
 * @param deliveries how often it was; whatever a claim has set it to
 */
record Pending(String consumer, long deliveredMillis, long deliveries) {
  /** How long ago that was, at the time {@code now}. */
  long idleMillis(long now) {
    return now - deliveredMillis;
  }

  /** Whether it is at least so long ago; always where that is no time at all. */
  boolean idleFor(long millis, long now) {
    return millis <= 0 || idleMillis(now) >= millis;
  }
}
