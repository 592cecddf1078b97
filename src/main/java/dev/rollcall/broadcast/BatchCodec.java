package dev.rollcall.broadcast;

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
 *  written       u64 milliseconds          from version 2 on
 *  changes       v                         from version 2 on
 *  each change:  v length, requester; v length, request; v result; the {@link Change}
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

  /** The version that is written. */
  static final int VERSION = 2;

  private static final int FIXED_BYTES = 53;

  /** The two IDs at the beginning of a batch. */
  record Head(MessageId previous, MessageId last) {}

  private BatchCodec() {}

  static byte[] encode(Batch batch) {
    Output out = new Output(FIXED_BYTES + (int) batch.bytes() + 16 * batch.count() + 64);
    out.id(batch.previous());
    out.id(batch.last());
    out.u64(batch.keptFrom());
    out.u64(batch.millis());
    out.varint(batch.changes().size());
    for (Batch.Altered altered : batch.changes()) {
      out.text(altered.key().producer());
      out.text(altered.key().id());
      out.varint(altered.result());
      altered.change().write(out);
    }
    out.u32(batch.groups().size());
    for (Batch.Group group : batch.groups()) {
      out.text(group.key().producer());
      out.text(group.key().id());
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
    Input in = new Input(ByteBuffer.wrap(bytes, from, bytes.length - from));
    return new Head(in.id(), in.id());
  }

  /**
   * Reads a body, all of it.
   *
   * @param version with which it was written
   */
  static Batch decode(byte[] body, int version) {
    try {
      Input in = new Input(ByteBuffer.wrap(body));
      MessageId previous = in.id();
      MessageId last = in.id();
      long keptFrom = in.u64();
      // The clock gave all IDs then.
      long millis = version == 1 ? last.millis() : in.u64();
      List<Batch.Altered> changes = version == 1 ? List.of() : changes(in);
      Batch batch = new Batch(previous, keptFrom, millis, changes, groups(in));
      if (!in.isEmpty()) {
        throw new IllegalArgumentException("a stored batch does not end where it should");
      }
      return batch;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a stored batch ends too early", e);
    }
  }

  private static List<Batch.Altered> changes(Input in) {
    int count = in.varint();
    List<Batch.Altered> changes = new ArrayList<>(in.reserve(count));
    for (int i = 0; i < count; i++) {
      AppendKey key = new AppendKey(in.text(), in.text());
      changes.add(new Batch.Altered(key, in.varlong(), Change.read(in)));
    }
    return changes;
  }

  private static List<Batch.Group> groups(Input in) {
    int count = in.count32();
    List<Batch.Group> groups = new ArrayList<>(Math.max(0, in.reserve(count)));
    for (int i = 0; i < count; i++) {
      AppendKey key = new AppendKey(in.text(), in.text());
      groups.add(new Batch.Group(key, in.id(), messages(in)));
    }
    return groups;
  }

  private static List<Message> messages(Input in) {
    int count = in.varint();
    List<Message> messages = new ArrayList<>(in.reserve(count));
    for (int i = 0; i < count; i++) {
      int fields = in.varint();
      messages.add(fields == 0 ? Message.text(in.bytes()) : new Message(parts(in, 2 * fields)));
    }
    return messages;
  }

  private static List<byte[]> parts(Input in, int count) {
    List<byte[]> parts = new ArrayList<>(Math.max(0, in.reserve(count)));
    for (int i = 0; i < count; i++) {
      parts.add(in.bytes());
    }
    return parts;
  }
}
