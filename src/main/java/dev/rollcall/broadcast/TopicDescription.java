package dev.rollcall.broadcast;

import org.jspecify.annotations.Nullable;

/** Stand-in. */
public record TopicDescription(
    boolean exists,
    long incarnation,
    MessageId trimmedTo,
    @Nullable MessageId first,
    MessageId last,
    long count,
    long bytes,
    long added,
    MessageId maxDeleted) {
  public TopicDescription(MessageId trimmedTo, MessageId last, long count, long bytes) {
    this(count > 0, 0, trimmedTo, count > 0 ? trimmedTo.plus(1) : null, last, count, bytes, count, MessageId.NONE);
  }
}
