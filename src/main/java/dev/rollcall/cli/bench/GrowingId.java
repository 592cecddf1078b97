package dev.rollcall.cli.bench;

import io.netty.buffer.ByteBuf;

/** The last of a row of message IDs that must grow. Not thread-safe. */
final class GrowingId {
  private long millis;
  private long sequence = -1;

  /**
   * Reads {@code milliseconds-sequence} up to a blank or {@code end}.
   *
   * @return the index behind it; -1 if it is no ID, or not after the last one
   */
  int advance(ByteBuf line, int start, int end) {
    Digits digits = new Digits(line, end);
    long readMillis = digits.read(start);
    int dash = digits.position();
    if (readMillis < 0 || dash == end || line.getByte(dash) != '-') {
      return -1;
    }
    long readSequence = digits.read(dash + 1);
    if (readSequence < 0) {
      return -1;
    }
    boolean grown = readMillis > millis || (readMillis == millis && readSequence > sequence);
    millis = readMillis;
    sequence = readSequence;
    return grown ? digits.position() : -1;
  }
}
