package dev.rollcall.broadcast;

/**
 * Messages that are in the log for good, under consecutive IDs of one millisecond.
 *
 * @param first the first one's ID
 * @param count how many there are
 */
public record Appended(MessageId first, int count) {
  /** The ID of the message with this index. */
  public MessageId id(int index) {
    return first.plus(index);
  }
}
