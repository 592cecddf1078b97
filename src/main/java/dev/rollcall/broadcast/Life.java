package dev.rollcall.broadcast;

/**
 * Whether a topic exists, and what is counted from its beginning on. Immutable.
 *
 * @param exists whether it does; one without a message may
 * @param incarnation how often it was deleted
 * @param added messages appended since it exists, or what was set in their place
 * @param maxDeleted the greatest ID removed singly since it exists
 */
record Life(boolean exists, long incarnation, long added, MessageId maxDeleted) {
  static final Life NONE = new Life(false, 0, 0, MessageId.NONE);

  /** After a change. */
  Life after(Change change) {
    if (change instanceof Change.Created) {
      return new Life(true, incarnation, added, maxDeleted);
    }
    if (change instanceof Change.Deleted) {
      return new Life(false, incarnation + 1, 0, MessageId.NONE);
    }
    if (change instanceof Change.LastSet set) {
      return new Life(true, incarnation, set.added(), set.maxDeleted());
    }
    if (change instanceof Change.Taken taken) {
      MessageId max = maxDeleted;
      for (Change.One one : taken.messages()) {
        max = one.id().isAfter(max) ? one.id() : max;
      }
      return new Life(exists, incarnation, added, max);
    }
    return this;
  }

  /** After so many appends. */
  Life appended(int count) {
    return count == 0 ? this : new Life(true, incarnation, added + count, maxDeleted);
  }
}
