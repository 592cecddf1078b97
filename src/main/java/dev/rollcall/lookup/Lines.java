package dev.rollcall.lookup;

/**
 * Goes through the lines of a block of a source. A line ends at a newline or at the end of the
 * source; one carriage return at its end is not part of it; an empty line is a line. Used anew for
 * each block; not thread-safe.
 */
final class Lines {
  /**
   * The longest line, its end excluded. No list of names, hashes or addresses comes near it, and it
   * keeps small what has to be held of an unfinished line.
   */
  static final int BYTES_MAX = 1024 * 1024;

  private static final long NEWLINES = 0x0a0a0a0a0a0a0a0aL;
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private byte[] bytes = new byte[0];
  private int position;
  private int limit;
  private int start;
  private int end;

  /** Begins with the lines of a range, which ends with a newline or where the source ends. */
  void reset(byte[] block, int from, int to) {
    bytes = block;
    position = from;
    limit = to;
  }

  /** Goes to the next line; false where there is none. */
  boolean next() {
    if (position == limit) {
      return false;
    }
    start = position;
    int newline = newline(bytes, position, limit);
    position = Math.min(newline + 1, limit);
    end = newline > start && bytes[newline - 1] == '\r' ? newline - 1 : newline;
    return true;
  }

  /** Where the line begins in the block. */
  int start() {
    return start;
  }

  /** How long the line is, its end excluded. */
  int length() {
    return end - start;
  }

  /** The index of the first newline of a range, or its end. */
  static int newline(byte[] bytes, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long other = Words.get(bytes, at) ^ NEWLINES;
      long zeroes = (other - LOW_BITS) & ~other & HIGH_BITS;
      if (zeroes != 0) {
        return at + (Long.numberOfTrailingZeros(zeroes) >>> 3);
      }
    }
    while (at < to && bytes[at] != '\n') {
      at++;
    }
    return at;
  }
}
