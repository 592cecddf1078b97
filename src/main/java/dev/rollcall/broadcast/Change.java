package dev.rollcall.broadcast;

import java.util.ArrayList;
import java.util.List;

/** What happens to a topic besides appends, as a {@link Batch} stores it. Immutable. */
sealed interface Change {
  /** The topic exists from here on, if only empty. */
  record Created() implements Change {}

  /** The topic ceases to exist, with all its messages. */
  record Deleted() implements Change {}

  /**
   * Everything up to an ID is taken away.
   *
   * @param count how many messages that are
   * @param bytes their length
   */
  record Trimmed(MessageId upTo, long count, long bytes) implements Change {}

  /** Single messages are taken away. */
  record Taken(List<One> messages) implements Change {}

  /**
   * One message that is taken away.
   *
   * @param previous the ID given last before it
   * @param bytes its length
   */
  record One(MessageId previous, MessageId id, int bytes) {}

  /**
   * The topic goes on after another ID.
   *
   * @param id the ID that counts as the last given; not before that
   * @param added how many messages count as appended so far
   * @param maxDeleted the greatest ID that counts as removed
   */
  record LastSet(MessageId id, long added, MessageId maxDeleted) implements Change {}

  /** What is gone after this change, where {@code last} was the ID given last. */
  default Removed after(Removed removed, MessageId last) {
    if (this instanceof Deleted) {
      return removed.through(last);
    }
    if (this instanceof Trimmed trimmed) {
      return removed.through(trimmed.upTo());
    }
    // An ID that no message got; as a hole it lets those around it grow together.
    if (this instanceof LastSet set && set.id().isAfter(last)) {
      return removed.with(last, set.id());
    }
    Removed next = removed;
    if (this instanceof Taken taken) {
      for (One one : taken.messages()) {
        next = next.with(one.previous(), one.id());
      }
    }
    return next;
  }

  /** The ID that counts as given last after this change. */
  default MessageId last(MessageId last) {
    return this instanceof LastSet set ? set.id() : last;
  }

  /** Whether the topic exists after this change, where it did or did not before. */
  default boolean exists(boolean before) {
    return this instanceof Created || (before && !(this instanceof Deleted));
  }

  /** How many single messages it names. */
  default int messagesTaken() {
    return this instanceof Taken taken ? taken.messages().size() : 0;
  }

  /** Writes a change for {@link #read}: a byte for its kind, then what it has. */
  default void write(Output out) {
    if (this instanceof Created) {
      out.u8(1);
    } else if (this instanceof Deleted) {
      out.u8(2);
    } else if (this instanceof Trimmed trimmed) {
      out.u8(3);
      out.id(trimmed.upTo());
      out.varint(trimmed.count());
      out.varint(trimmed.bytes());
    } else if (this instanceof Taken taken) {
      out.u8(4);
      out.varint(taken.messages().size());
      MessageId base = MessageId.NONE;
      for (One one : taken.messages()) {
        out.idSince(base, one.previous());
        out.idSince(one.previous(), one.id());
        out.varint(one.bytes());
        base = one.id();
      }
    } else if (this instanceof LastSet set) {
      out.u8(5);
      out.id(set.id());
      out.varint(set.added());
      out.id(set.maxDeleted());
    }
  }

  static Change read(Input in) {
    int kind = in.u8();
    return switch (kind) {
      case 1 -> new Created();
      case 2 -> new Deleted();
      case 3 -> new Trimmed(in.id(), in.varlong(), in.varlong());
      case 4 -> readTaken(in);
      case 5 -> new LastSet(in.id(), in.varlong(), in.id());
      default -> throw new IllegalArgumentException("a change of an unknown kind, " + kind);
    };
  }

  private static Taken readTaken(Input in) {
    int count = in.varint();
    List<One> messages = new ArrayList<>(in.reserve(count));
    MessageId base = MessageId.NONE;
    for (int i = 0; i < count; i++) {
      MessageId previous = in.idSince(base);
      MessageId id = in.idSince(previous);
      messages.add(new One(previous, id, in.varint()));
      base = id;
    }
    return new Taken(List.copyOf(messages));
  }
}
