package dev.rollcall.broadcast;

/**
 * A stretch of a topic's history that retention takes away as a whole.
 *
 * @param firstSequence its first event's number in the journal
 * @param lastSequence its last event's
 * @param previous the ID given last before it
 * @param firstMillis when it began
 * @param last the ID given last in it
 * @param count messages in it
 * @param bytes their length
 */
record Chapter(
    long firstSequence,
    long lastSequence,
    MessageId previous,
    long firstMillis,
    MessageId last,
    long count,
    long bytes) {

  /** The chapter that begins with this batch. */
  static Chapter of(long sequence, Batch batch) {
    return new Chapter(
        sequence,
        sequence,
        batch.previous(),
        batch.last().millis(),
        batch.last(),
        batch.count(),
        batch.bytes());
  }

  /** With one more batch. */
  Chapter with(long sequence, Batch batch) {
    return new Chapter(
        firstSequence,
        sequence,
        previous,
        firstMillis,
        batch.last(),
        count + batch.count(),
        bytes + batch.bytes());
  }
}
