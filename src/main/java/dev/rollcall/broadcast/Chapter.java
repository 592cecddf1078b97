package dev.rollcall.broadcast;

/**
 * A stretch of a topic's history that retention takes away as a whole.
 *
 * @param firstSequence its first event's number in the journal
 * @param lastSequence its last event's
 * @param previous the ID given last before it
 * @param firstMillis when it began
 * @param lastMillis when it was last written to
 * @param last the ID given last in it
 * @param stored messages stored in it, and their length
 * @param gone those of them that are removed
 */
record Chapter(
    long firstSequence,
    long lastSequence,
    MessageId previous,
    long firstMillis,
    long lastMillis,
    MessageId last,
    Amount stored,
    Amount gone) {

  /** The chapter that begins with this batch, after the ID {@code previous}. */
  static Chapter of(long sequence, MessageId previous, Batch batch) {
    return new Chapter(
        sequence,
        sequence,
        previous,
        batch.millis(),
        batch.millis(),
        batch.last(),
        Amount.of(batch),
        Amount.NOTHING);
  }

  /** With one more batch. */
  Chapter with(long sequence, Batch batch) {
    return new Chapter(
        firstSequence,
        sequence,
        previous,
        firstMillis,
        batch.millis(),
        batch.last(),
        stored.plus(Amount.of(batch)),
        gone);
  }

  /** With so much more of it removed, no more than there is. */
  Chapter without(Amount amount) {
    return new Chapter(
        firstSequence,
        lastSequence,
        previous,
        firstMillis,
        lastMillis,
        last,
        stored,
        gone.plus(amount).atMost(stored));
  }

  /** With everything removed. */
  Chapter emptied() {
    return without(left());
  }

  /** What is not removed. */
  Amount left() {
    return stored.minus(gone);
  }

  /** Whether it has messages stored of which none is left. */
  boolean isSpent() {
    return stored.count() > 0 && left().count() == 0;
  }

  /** Whether the ID belongs to it. */
  boolean spans(MessageId id) {
    return id.isAfter(previous) && !id.isAfter(last);
  }
}
