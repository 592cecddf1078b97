package dev.rollcall.wire;

import java.util.Arrays;

/**
 * The beginning of a frame whose end has not come yet, in an array of at most twice its length that
 * grows with the bytes that came, never with what a client says is to come. Not thread-safe.
 */
final class HeldFrame {
  private static final byte[] EMPTY = new byte[0];

  private final int bytesMax;
  private byte[] bytes = EMPTY;
  private int length;

  /**
   * @param bytesMax the most that is ever held
   */
  HeldFrame(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  int length() {
    return length;
  }

  /** The memory it takes, in bytes. */
  int capacity() {
    return bytes.length;
  }

  void append(byte[] source, int from, int to) {
    int sum = length + to - from;
    if (sum > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(sum, Math.min(bytes.length * 2, bytesMax)));
    }
    System.arraycopy(source, from, bytes, length, to - from);
    length = sum;
  }

  /** The byte at this index of what is held. */
  byte at(int index) {
    return bytes[index];
  }

  /** Gives what is held with {@code more} behind it, and holds nothing from then on. */
  byte[] releaseWith(byte[] more) {
    if (length == 0) {
      return more;
    }
    byte[] whole = Arrays.copyOf(bytes, length + more.length);
    System.arraycopy(more, 0, whole, length, more.length);
    bytes = EMPTY;
    length = 0;
    return whole;
  }

  /** Gives what is held, and holds nothing from then on. */
  byte[] release() {
    return releaseWith(EMPTY);
  }
}
