package dev.rollcall.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a {@link Batch}; numbers are big-endian, {@code v} is an unsigned LEB128 varint.
 *
 * <pre>
 *  previous ID   u64 milliseconds, u64 sequence
 *  last ID       u64 milliseconds, u64 sequence
 *  kept from     u64
 *  groups        u32
 *  each group:   v length, producer; v length, append ID; u64, u64 first ID; v messages
 *  each message: v fields; 0 for one text: v length, text
 *                else for each name and value: v length, bytes
 * </pre>
 *
 * The IDs stand first, so that a search reads the first bytes of an event only.
 */
final class BatchCodec {
  /** As much of the body as {@link #head} reads. */
  static final int HEAD_BYTES = 32;

  private static final int FIXED_BYTES = 44;

  /** The two IDs at the beginning of a batch. */
  record Head(MessageId previous, MessageId last) {}

  private BatchCodec() {}

  static byte[] encode(Batch batch) {
    Output out = new Output(FIXED_BYTES + (int) batch.bytes() + 16 * batch.count() + 64);
    out.id(batch.previous());
    out.id(batch.last());
    out.u64(batch.keptFrom());
    out.u32(batch.groups().size());
    for (Batch.Group group : batch.groups()) {
      out.bytes(group.key().producer().getBytes(UTF_8));
      out.bytes(group.key().id().getBytes(UTF_8));
      out.id(group.first());
      out.varint(group.messages().size());
      for (Message message : group.messages()) {
        write(message, out);
      }
    }
    return out.toArray();
  }

  private static void write(Message message, Output out) {
    if (message.isText()) {
      out.varint(0);
      out.bytes(message.text());
      return;
    }
    out.varint(message.fields().size() / 2);
    message.fields().forEach(out::bytes);
  }

  static Head head(byte[] bytes, int from) {
    ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
    return new Head(id(in), id(in));
  }

  static Batch decode(byte[] body) {
    try {
      ByteBuffer in = ByteBuffer.wrap(body);
      MessageId previous = id(in);
      id(in);
      long keptFrom = in.getLong();
      int count = in.getInt();
      List<Batch.Group> groups = new ArrayList<>(Math.min(count, in.remaining()));
      for (int i = 0; i < count; i++) {
        AppendKey key = new AppendKey(new String(bytes(in), UTF_8), new String(bytes(in), UTF_8));
        groups.add(new Batch.Group(key, id(in), messages(in)));
      }
      return new Batch(previous, keptFrom, groups);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a stored batch ends too early", e);
    }
  }

  private static List<Message> messages(ByteBuffer in) {
    int count = varint(in);
    List<Message> messages = new ArrayList<>(Math.min(count, in.remaining()));
    for (int i = 0; i < count; i++) {
      int fields = varint(in);
      messages.add(fields == 0 ? Message.text(bytes(in)) : new Message(parts(in, 2 * fields)));
    }
    return messages;
  }

  private static List<byte[]> parts(ByteBuffer in, int count) {
    List<byte[]> parts = new ArrayList<>(Math.min(count, in.remaining()));
    for (int i = 0; i < count; i++) {
      parts.add(bytes(in));
    }
    return parts;
  }

  private static MessageId id(ByteBuffer in) {
    return new MessageId(in.getLong(), in.getLong());
  }

  private static byte[] bytes(ByteBuffer in) {
    int length = varint(in);
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static int varint(ByteBuffer in) {
    int value = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        if (value < 0) {
          break;
        }
        return value;
      }
    }
    throw new IllegalArgumentException("a stored batch has a length beyond all bounds");
  }

  /** A growing buffer. */
  private static final class Output {
    private ByteBuffer buffer;

    Output(int bytes) {
      buffer = ByteBuffer.allocate(bytes);
    }

    void id(MessageId id) {
      u64(id.millis());
      u64(id.sequence());
    }

    void u64(long value) {
      room(Long.BYTES).putLong(value);
    }

    void u32(int value) {
      room(Integer.BYTES).putInt(value);
    }

    void bytes(byte[] bytes) {
      varint(bytes.length);
      room(bytes.length).put(bytes);
    }

    void varint(int value) {
      room(5);
      int rest = value;
      while ((rest & ~0x7f) != 0) {
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
}
