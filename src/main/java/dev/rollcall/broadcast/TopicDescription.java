package dev.rollcall.broadcast;

import org.jspecify.annotations.Nullable;

/**
 * A topic at one moment.
 *
 * @param exists whether there is such a topic; an empty one may exist
 * @param incarnation how often a topic of this name was deleted
 * @param trimmedTo the ID up to which everything is gone, {@link MessageId#NONE} if nothing is
 * @param first the ID of the oldest message kept; null if there is none
 * @param last the ID given last, {@link MessageId#NONE} if none ever was
 * @param count messages kept
 * @param bytes their length
 * @param added messages appended since the topic exists
 * @param maxDeleted the greatest ID removed singly since then, {@link MessageId#NONE} for none
 */
public record TopicDescription(
    boolean exists,
    long incarnation,
    MessageId trimmedTo,
    @Nullable MessageId first,
    MessageId last,
    long count,
    long bytes,
    long added,
    MessageId maxDeleted) {}
