package dev.rollcall.broadcast;

import dev.rollcall.broadcast.GroupRefused.Reason;
import dev.rollcall.broadcast.GroupState.Consumer;
import dev.rollcall.broadcast.GroupState.Group;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What requests make of a topic's groups before it is stored: the state with their changes, and the
 * changes. Requests see what those before them have changed. Not thread-safe.
 */
final class GroupDraft {
  private final long now;
  private final List<GroupChange> changes = new ArrayList<>();
  private TopicDescription topic;
  private GroupState state;
  private int changedIds;

  /**
   * A draft without changes.
   *
   * @param topic how the topic stands
   * @param now the time of all that happens, in milliseconds since 1970
   */
  GroupDraft(GroupState stored, TopicDescription topic, long now) {
    this.state = stored.of(topic.incarnation());
    this.topic = topic;
    this.now = now;
  }

  TopicDescription topic() {
    return topic;
  }

  /** The topic has been made since; nothing can have been changed before that. */
  void topic(TopicDescription made) {
    topic = made;
    state = state.of(made.incarnation());
  }

  long now() {
    return now;
  }

  /** The state as the requests so far have made it. */
  GroupState state() {
    return state;
  }

  /** What is to be stored; null where nothing has changed. */
  @Nullable GroupEvent event() {
    return changes.isEmpty() ? null : new GroupEvent(topic.incarnation(), List.copyOf(changes));
  }

  /** Whether readers may be waiting in groups that are gone. */
  boolean dropsGroups() {
    return changes.stream().anyMatch(GroupChange.GroupDropped.class::isInstance);
  }

  /** About how large that is, in IDs. */
  int weight() {
    return changedIds + changes.size();
  }

  void requireTopic() {
    if (!topic.exists()) {
      throw new GroupRefused(Reason.NO_TOPIC);
    }
  }

  /** The group of this name, of a topic that exists. */
  Group group(String name) {
    requireTopic();
    Group group = state.group(name);
    if (group == null) {
      throw new GroupRefused(Reason.NO_GROUP);
    }
    return group;
  }

  @Nullable Group find(String name) {
    return topic.exists() ? state.group(name) : null;
  }

  @Nullable Consumer consumer(String group, String name) {
    Group known = find(group);
    return known == null ? null : known.consumers().get(name);
  }

  /** Makes a group, or moves its cursor. */
  void putGroup(String group, MessageId last, long entriesRead) {
    if (state.group(group) == null && state.groups().size() >= Groups.GROUPS_MAX) {
      throw new GroupRefused(Reason.TOO_MANY_GROUPS);
    }
    change(new GroupChange.GroupPut(group, last, entriesRead));
  }

  void dropGroup(String group) {
    change(new GroupChange.GroupDropped(group));
  }

  /** The consumer is there, if need be from now on, and was seen now. */
  void see(String group, String consumer) {
    Group known = group(group);
    if (!known.consumers().contains(consumer) && known.consumers().size() >= Groups.CONSUMERS_MAX) {
      throw new GroupRefused(Reason.TOO_MANY_CONSUMERS);
    }
    change(new GroupChange.ConsumerPut(group, consumer, now));
  }

  /**
   * As {@link #see} where nothing else has happened: that a consumer which is there was seen is not
   * worth a write, so that a restart may forget it.
   */
  void glimpse(String group, String consumer) {
    if (consumer(group, consumer) == null) {
      see(group, consumer);
    } else {
      state = state.with(new GroupChange.ConsumerPut(group, consumer, now));
    }
  }

  void dropConsumer(String group, String consumer) {
    change(new GroupChange.ConsumerDropped(group, consumer));
  }

  /** These are pending, in this way. */
  void deliver(String group, Pending pending, List<MessageId> ids) {
    if (!ids.isEmpty()) {
      changedIds += ids.size();
      change(new GroupChange.Delivered(group, pending, List.copyOf(ids)));
    }
  }

  /** These are not pending any more. */
  void release(String group, List<MessageId> ids) {
    if (!ids.isEmpty()) {
      changedIds += ids.size();
      change(new GroupChange.Released(group, List.copyOf(ids)));
    }
  }

  /** How many more messages may become pending in a group. */
  int room(String group) {
    return Math.max(
        0,
        Math.min(
            Groups.PENDING_MAX - group(group).pending().size(),
            Groups.TOPIC_PENDING_MAX - state.pending()));
  }

  private void change(GroupChange change) {
    state = state.with(change);
    changes.add(change);
  }
}
