package dev.rollcall.lookup;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the readers of something that must not be closed under them, and closes it when it was
 * retired and the last of them has left. Thread-safe.
 */
final class ReaderCount {
  /*
   * Concurrency: what is closed here is memory that is mapped, and reading it afterwards does not
   * throw but ends the process. So every use lies between tryEnter() and leave(), and whoever wants
   * it gone, retire(), only sets a mark.
   *
   * `state` holds the number of readers in its low bits and one of two marks above them:
   *
   *     0 .. n             in use by n readers
   *     RETIRED + n        nobody gets in any more, n have not left yet
   *     CLOSED (+ n)       closed, or just being closed
   *
   * A reader enters by adding one and looking at the value it added to: without a mark it is in,
   * with one it leaves again. Adding first and looking afterwards takes one atomic instruction
   * instead of a loop, but lets the count flicker above zero after the mark was set. Hence the value
   * RETIRED, "retired and nobody in", may be met more than once and by several threads; the one that
   * replaces exactly this value by CLOSED does the closing, and nobody can do that twice. A reader
   * that got in before the mark is part of the count, so the value cannot be met before it has left.
   *
   * All of these are atomic operations on one variable, so they are ordered: what a reader did comes
   * before it left, and closing comes after the last one left.
   */
  private static final long RETIRED = 1L << 40;
  private static final long CLOSED = 1L << 41;

  private final AtomicLong state = new AtomicLong();
  private final Runnable close;

  /**
   * @param close run once, by the thread that leaves last or that retires what nobody reads
   */
  ReaderCount(Runnable close) {
    this.close = close;
  }

  /** Gets in, unless it was retired. Every true must be followed by a {@link #leave}. */
  boolean tryEnter() {
    if (state.getAndIncrement() < RETIRED) {
      return true;
    }
    leave();
    return false;
  }

  void leave() {
    if (state.decrementAndGet() == RETIRED) {
      closeOnce();
    }
  }

  /** Lets nobody in any more; a second call does nothing. */
  void retire() {
    long before = state.getAndUpdate(value -> value < RETIRED ? value + RETIRED : value);
    if (before == 0) {
      closeOnce();
    }
  }

  /** Whether it was closed or is just being closed. */
  boolean closed() {
    return state.get() >= CLOSED;
  }

  private void closeOnce() {
    if (state.compareAndSet(RETIRED, CLOSED)) {
      close.run();
    }
  }
}
