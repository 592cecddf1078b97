package dev.rollcall.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * A growing buffer of numbers, IDs and bytes: numbers are big-endian or unsigned LEB128 varints.
 * Not thread-safe.
 */
final class Output {
  private ByteBuffer buffer;

  Output(int bytes) {
    buffer = ByteBuffer.allocate(bytes);
  }

  void id(MessageId id) {
    u64(id.millis());
    u64(id.sequence());
  }

  /** An ID as what it is beyond another one, which mostly takes a few bytes. */
  void idSince(MessageId base, MessageId id) {
    long millis = id.millis() - base.millis();
    varint(millis);
    varint(millis == 0 ? id.sequence() - base.sequence() : id.sequence());
  }

  void u64(long value) {
    room(Long.BYTES).putLong(value);
  }

  void u32(int value) {
    room(Integer.BYTES).putInt(value);
  }

  void u8(int value) {
    room(1).put((byte) value);
  }

  void text(String text) {
    bytes(text.getBytes(UTF_8));
  }

  void bytes(byte[] bytes) {
    varint(bytes.length);
    room(bytes.length).put(bytes);
  }

  void varint(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      buffer.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    buffer.put((byte) rest);
  }

  byte[] toArray() {
    byte[] bytes = new byte[buffer.position()];
    buffer.flip();
    buffer.get(bytes);
    return bytes;
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      ByteBuffer larger = ByteBuffer.allocate(2 * (buffer.position() + bytes));
      buffer.flip();
      larger.put(buffer);
      buffer = larger;
    }
    return buffer;
  }
}
