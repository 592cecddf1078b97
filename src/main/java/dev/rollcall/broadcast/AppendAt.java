package dev.rollcall.broadcast;

/**
 * Which ID an append asks for. Immutable.
 *
 * @param kind how the ID is found
 * @param id the ID, or its milliseconds; of no meaning for {@link Kind#NEXT}
 * @param onlyExisting whether the append is refused where the topic does not exist
 */
public record AppendAt(Kind kind, MessageId id, boolean onlyExisting) {
  /** How the first message's ID is found; those after it follow without a gap. */
  public enum Kind {
    /** The clock gives it, or the last ID where that is later. */
    NEXT,
    /** It is given. */
    EXACT,
    /** The next one of given milliseconds. */
    WITHIN
  }

  /** Wherever the topic stands. */
  public static final AppendAt NEXT = new AppendAt(Kind.NEXT, MessageId.NONE, false);

  /** Under this ID, which has to be greater than the last one. */
  public static AppendAt exact(MessageId id) {
    return new AppendAt(Kind.EXACT, id, false);
  }

  /** Under the next ID of this millisecond, which must not lie before the last ID's. */
  public static AppendAt within(long millis) {
    return new AppendAt(Kind.WITHIN, new MessageId(millis, 0), false);
  }

  /** The same, refused with {@code NO-SUCH-TOPIC} where the topic does not exist. */
  public AppendAt ifExists() {
    return new AppendAt(kind, id, true);
  }

  /** The ID it comes to after {@code last}; one that is not after {@code last} cannot be given. */
  MessageId after(MessageId last, long nowMillis) {
    return switch (kind) {
      case NEXT -> last.next(nowMillis);
      case EXACT -> id;
      case WITHIN ->
          last.millis() == id.millis() ? new MessageId(id.millis(), last.sequence() + 1) : id;
    };
  }
}
