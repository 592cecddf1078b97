package dev.rollcall.broadcast;

/**
 * A topic at one moment.
 *
 * @param first the oldest message kept, {@link MessageId#NONE} if none ever was
 * @param last the ID given last, {@link MessageId#NONE} if none ever was
 * @param count messages kept
 * @param bytes their length
 */
public record TopicDescription(MessageId first, MessageId last, long count, long bytes) {}
