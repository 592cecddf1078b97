package dev.rollcall.broadcast;

/**
 * How many messages had ever been added to a topic up to a group's cursor, as far as that can be
 * known, and how many come after it: the logical counters of Redis 7.0. Messages that were deleted
 * from the middle make it unknown, those trimmed from the beginning do not.
 */
final class EntriesRead {
  private EntriesRead() {}

  /**
   * The counter after the message with this ID was delivered to a group that stood at {@code
   * before}.
   */
  static long after(TopicDescription topic, long before, MessageId delivered) {
    if (before != Groups.UNKNOWN && !hasTombstones(topic, delivered)) {
      return before + 1;
    }
    return topic.added() > 0 ? estimate(topic, delivered) : before;
  }

  /** How many messages a group at this cursor has not read; {@link Groups#UNKNOWN}. */
  static Lag lag(TopicDescription topic, MessageId cursor, long entriesRead) {
    if (topic.added() == 0) {
      return new Lag(true, 0);
    }
    long read =
        entriesRead != Groups.UNKNOWN && !hasTombstones(topic, cursor)
            ? entriesRead
            : estimate(topic, cursor);
    return read == Groups.UNKNOWN ? new Lag(false, 0) : new Lag(true, topic.added() - read);
  }

  /** A number that may be unknown; where it is known it may be anything. */
  record Lag(boolean known, long messages) {}

  /** Whether something was deleted from the middle at or after this ID. */
  private static boolean hasTombstones(TopicDescription topic, MessageId from) {
    MessageId first = topic.first();
    return first != null
        && !topic.maxDeleted().equals(MessageId.NONE)
        && !first.isAfter(topic.maxDeleted())
        && !from.isAfter(topic.maxDeleted());
  }

  /** The counter of an ID that was reached without counting. */
  private static long estimate(TopicDescription topic, MessageId id) {
    if (topic.added() == 0) {
      return 0;
    }
    int toLast = id.compareTo(topic.last());
    MessageId first = topic.first();
    if (toLast == 0 || (first == null && toLast < 0)) {
      return topic.added();
    }
    if (toLast > 0 || first == null) {
      return Groups.UNKNOWN;
    }
    boolean whole = topic.maxDeleted().equals(MessageId.NONE) || first.isAfter(topic.maxDeleted());
    int toFirst = id.compareTo(first);
    if (!whole || toFirst > 0) {
      return Groups.UNKNOWN;
    }
    return topic.added() - topic.count() + (toFirst == 0 ? 1 : 0);
  }
}
