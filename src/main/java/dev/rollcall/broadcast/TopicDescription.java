package dev.rollcall.broadcast;

/**
 * A topic at one moment.
 *
 * @param trimmedTo the ID before the oldest message kept, {@link MessageId#NONE} if all are
 * @param last the ID given last, {@link MessageId#NONE} if none ever was
 * @param count messages kept
 * @param bytes their length
 */
public record TopicDescription(MessageId trimmedTo, MessageId last, long count, long bytes) {}
