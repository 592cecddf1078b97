package dev.rollcall.edge;

import java.time.Duration;

/**
 * The times that end a connection: a frame that is begun and not finished, and silence. It only
 * remembers when things happened, since most deadlines are never near; {@link #nanosLeft} says when
 * it is worth looking. Times are {@link System#nanoTime} values. Not thread-safe.
 */
final class Deadlines {
  /** What has passed. */
  enum Passed {
    NONE,
    IDLE,
    FRAME
  }

  private static final long NEVER = Long.MAX_VALUE;

  private final long idleNanos;
  private final long frameNanos;
  private long activeNanos;
  private long frameStartedNanos;
  private long frame;

  /**
   * @param idle how long a connection may be silent; zero for ever
   * @param frame how long a frame may take
   */
  Deadlines(Duration idle, Duration frame, long nowNanos) {
    this.idleNanos = idle.isZero() ? NEVER : idle.toNanos();
    this.frameNanos = frame.toNanos();
    this.activeNanos = nowNanos;
  }

  /** Something came from or went to the client. */
  void active(long nowNanos) {
    activeNanos = nowNanos;
  }

  /**
   * @param unfinished the number of the unfinished frame, 0 for none
   */
  void frame(long unfinished, long nowNanos) {
    if (unfinished != frame) {
      frame = unfinished;
      frameStartedNanos = nowNanos;
    }
  }

  /** The client was not read from until now: an unfinished frame gets its whole time again. */
  void resume(long nowNanos) {
    activeNanos = nowNanos;
    frameStartedNanos = nowNanos;
  }

  Passed passed(long nowNanos) {
    if (frameLeft(nowNanos) <= 0) {
      return Passed.FRAME;
    }
    return idleLeft(nowNanos) <= 0 ? Passed.IDLE : Passed.NONE;
  }

  /** The time until the next deadline passes if nothing happens. */
  long nanosLeft(long nowNanos) {
    return Math.min(idleLeft(nowNanos), frameLeft(nowNanos));
  }

  private long idleLeft(long nowNanos) {
    return idleNanos == NEVER ? NEVER : idleNanos - (nowNanos - activeNanos);
  }

  private long frameLeft(long nowNanos) {
    return frame == 0 ? NEVER : frameNanos - (nowNanos - frameStartedNanos);
  }
}
