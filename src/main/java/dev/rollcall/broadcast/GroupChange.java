package dev.rollcall.broadcast;

import java.util.List;

/**
 * One change of a topic's consumer groups, as it is stored: it says what holds afterwards, not how
 * that came about. Immutable.
 */
sealed interface GroupChange {
  /** The name of the group. */
  String group();

  /** The group is there, with this cursor. */
  record GroupPut(String group, MessageId last, long entriesRead) implements GroupChange {}

  /** The group is gone with everything in it. */
  record GroupDropped(String group) implements GroupChange {}

  /** The consumer is there and was last seen at this time. */
  record ConsumerPut(String group, String consumer, long seenMillis) implements GroupChange {}

  /** The consumer is gone with what was pending for it. */
  record ConsumerDropped(String group, String consumer) implements GroupChange {}

  /** These messages are pending, alike. */
  record Delivered(String group, Pending pending, List<MessageId> ids) implements GroupChange {}

  /** These messages are not pending any more. */
  record Released(String group, List<MessageId> ids) implements GroupChange {}
}
