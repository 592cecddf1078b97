package dev.rollcall.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Reads what {@link Output} wrote. Every method throws {@link BufferUnderflowException} where the
 * bytes end too early and {@link IllegalArgumentException} where they make no sense, and none
 * reserves memory by a length that is only said. Not thread-safe.
 */
final class Input {
  private final ByteBuffer buffer;

  Input(ByteBuffer buffer) {
    this.buffer = buffer;
  }

  MessageId id() {
    return new MessageId(buffer.getLong(), buffer.getLong());
  }

  MessageId idSince(MessageId base) {
    long millis = varlong();
    long sequence = varlong();
    return millis == 0
        ? new MessageId(base.millis(), base.sequence() + sequence)
        : new MessageId(base.millis() + millis, sequence);
  }

  long u64() {
    return buffer.getLong();
  }

  int u8() {
    return Byte.toUnsignedInt(buffer.get());
  }

  /** How many items follow, written as 32 bits. */
  int count32() {
    return buffer.getInt();
  }

  String text() {
    return new String(bytes(), UTF_8);
  }

  byte[] bytes() {
    int length = varint();
    if (length > buffer.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }

  /** A number below 2³¹. */
  int varint() {
    long value = varlong();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a length beyond all bounds");
    }
    return (int) value;
  }

  long varlong() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = buffer.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number beyond all bounds");
  }

  /** How many items to reserve room for, where so many are said to follow. */
  int reserve(int count) {
    return Math.min(count, buffer.remaining());
  }

  boolean isEmpty() {
    return !buffer.hasRemaining();
  }
}
