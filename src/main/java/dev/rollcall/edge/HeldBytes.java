package dev.rollcall.edge;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that all connections together keep of unfinished frames and of replies that were not
 * taken yet, and their limit. Thread-safe.
 */
public final class HeldBytes {
  private final long bytesMax;
  private final AtomicLong bytes = new AtomicLong();

  public HeldBytes(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /**
   * One connection now keeps {@code after} bytes instead of {@code before}.
   *
   * @return whether that is allowed; where it is not, nothing has changed
   */
  boolean change(int before, int after) {
    long difference = (long) after - before;
    if (difference > 0 && bytes.get() + difference > bytesMax) {
      return false;
    }
    bytes.addAndGet(difference);
    return true;
  }

  /** How many bytes are kept now. */
  public long bytes() {
    return bytes.get();
  }
}
