package dev.rollcall.broadcast;

import dev.rollcall.store.Journal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The consumer groups of one topic. Immutable; a change costs the logarithm of what there is.
 *
 * @param sequence events so far
 * @param incarnation how often the topic had been deleted before these groups were made; with the
 *     next one they are gone
 * @param groups by name
 * @param pending how many messages are pending in all of them
 */
record GroupState(long sequence, long incarnation, OrderedMap<String, Group> groups, int pending) {

  static final GroupState EMPTY = new GroupState(0, 0, OrderedMap.empty(), 0);

  /**
   * One group. About 130 bytes of heap per pending message.
   *
   * @param last the ID delivered last
   * @param entriesRead how many messages had been added up to that one, {@link Groups#UNKNOWN} if
   *     nobody knows
   * @param consumers by name
   * @param pending what was delivered and not acknowledged
   */
  record Group(
      MessageId last,
      long entriesRead,
      OrderedMap<String, Consumer> consumers,
      OrderedMap<MessageId, Pending> pending) {

    private Group with(String name, Consumer consumer) {
      return new Group(last, entriesRead, consumers.with(name, consumer), pending);
    }

    private Group with(MessageId id, Pending entry) {
      Group rest = without(id);
      Consumer owner = rest.consumers.get(entry.consumer());
      if (owner == null) {
        throw new IllegalArgumentException("pending with nobody");
      }
      return new Group(
          last,
          entriesRead,
          rest.consumers.with(
              entry.consumer(), new Consumer(owner.seenMillis(), owner.pending().with(id, entry))),
          rest.pending.with(id, entry));
    }

    private Group without(MessageId id) {
      Pending entry = pending.get(id);
      if (entry == null) {
        return this;
      }
      Consumer owner = consumers.get(entry.consumer());
      return new Group(
          last,
          entriesRead,
          owner == null
              ? consumers
              : consumers.with(
                  entry.consumer(), new Consumer(owner.seenMillis(), owner.pending().without(id))),
          pending.without(id));
    }

    private Group withoutConsumer(String name) {
      Consumer consumer = consumers.get(name);
      if (consumer == null) {
        return this;
      }
      OrderedMap<MessageId, Pending> rest = pending;
      for (Map.Entry<MessageId, Pending> entry : consumer.pending()) {
        rest = rest.without(entry.getKey());
      }
      return new Group(last, entriesRead, consumers.without(name), rest);
    }
  }

  /**
   * One consumer.
   *
   * @param seenMillis when it last got or asked again for messages, in milliseconds since 1970
   * @param pending what of the group's pending messages is its own
   */
  record Consumer(long seenMillis, OrderedMap<MessageId, Pending> pending) {}

  /** Folds events. */
  static final class Folding implements Journal.Folding<GroupEvent, GroupState> {
    @Override
    public GroupState empty() {
      return EMPTY;
    }

    @Override
    public GroupState after(GroupState state, GroupEvent event) {
      GroupState next = state.of(event.incarnation());
      for (GroupChange change : event.changes()) {
        next = next.with(change);
      }
      return next.counted();
    }

    @Override
    public boolean snapshotNow(GroupState state, GroupEvent event) {
      return false;
    }
  }

  /** What is left of this in an incarnation of the topic: everything or nothing. */
  GroupState of(long currentIncarnation) {
    return incarnation == currentIncarnation
        ? this
        : new GroupState(sequence, currentIncarnation, OrderedMap.empty(), 0);
  }

  /** With one more event. */
  GroupState counted() {
    return new GroupState(sequence + 1, incarnation, groups, pending);
  }

  @Nullable Group group(String name) {
    return groups.get(name);
  }

  /** The state after one change. What a change is about has to be there. */
  GroupState with(GroupChange change) {
    if (change instanceof GroupChange.GroupPut put) {
      Group known = groups.get(put.group());
      return with(
          put.group(),
          known == null
              ? new Group(put.last(), put.entriesRead(), OrderedMap.empty(), OrderedMap.empty())
              : new Group(put.last(), put.entriesRead(), known.consumers(), known.pending()));
    }
    if (change instanceof GroupChange.GroupDropped dropped) {
      Group known = groups.get(dropped.group());
      return new GroupState(
          sequence,
          incarnation,
          groups.without(dropped.group()),
          pending - (known == null ? 0 : known.pending().size()));
    }
    return with(change.group(), changed(change));
  }

  private GroupState with(String name, Group group) {
    Group before = groups.get(name);
    int more = group.pending().size() - (before == null ? 0 : before.pending().size());
    return new GroupState(sequence, incarnation, groups.with(name, group), pending + more);
  }

  private Group changed(GroupChange change) {
    Group group = groups.get(change.group());
    if (group == null) {
      throw new IllegalArgumentException("a change of no group");
    }
    if (change instanceof GroupChange.ConsumerPut put) {
      Consumer known = group.consumers().get(put.consumer());
      return group.with(
          put.consumer(),
          new Consumer(put.seenMillis(), known == null ? OrderedMap.empty() : known.pending()));
    }
    if (change instanceof GroupChange.ConsumerDropped dropped) {
      return group.withoutConsumer(dropped.consumer());
    }
    Group changed = group;
    if (change instanceof GroupChange.Delivered delivered) {
      for (MessageId id : delivered.ids()) {
        changed = changed.with(id, delivered.pending());
      }
    } else if (change instanceof GroupChange.Released released) {
      for (MessageId id : released.ids()) {
        changed = changed.without(id);
      }
    }
    return changed;
  }
}
