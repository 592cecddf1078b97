package dev.rollcall.broadcast;

import dev.rollcall.broadcast.GroupRefused.Reason;
import dev.rollcall.broadcast.GroupState.Group;
import dev.rollcall.broadcast.Groups.Claimed;
import dev.rollcall.broadcast.Groups.Item;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Requests for messages that are pending for somebody else. */
sealed interface GroupClaim extends GroupRequest {

  /** See {@link Groups#claim}. */
  record These(String group, String consumer, Groups.Claim claim) implements GroupClaim {
    @Override
    public Wanted wanted(GroupDraft draft) {
      Group there = draft.find(group);
      if (there == null) {
        return Nothing.NOTHING;
      }
      // Whether a message still exists matters only where it is pending or is to be.
      List<MessageId> ids =
          new LinkedHashSet<>(claim.ids())
              .stream().filter(id -> claim.force() || there.pending().contains(id)).toList();
      return ids.isEmpty() ? Nothing.NOTHING : new Look(ids);
    }

    @Override
    public GroupReply run(GroupDraft draft, Known known) {
      Group there = draft.group(group);
      Take take = new Take(draft, group, consumer, claim.justIds());
      for (MessageId id : claim.ids()) {
        if (!known.found().containsKey(id)) {
          continue;
        }
        Message message = known.found().get(id);
        Pending before = take.pending(there, id);
        if (message == null) {
          take.drop(id, before);
        } else if (before == null && claim.force()) {
          take.take(id, message, after(draft, 1));
        } else if (before != null && before.idleFor(claim.idleMillisMin(), draft.now())) {
          take.take(id, message, after(draft, before.deliveries()));
        }
      }
      take.finish();
      Group now = draft.group(group);
      MessageId last = claim.last();
      if (last != null && last.isAfter(now.last())) {
        draft.putGroup(group, last, now.entriesRead());
      }
      return new GroupReply.Claimed(
          new Claimed(MessageId.NONE, take.items, List.copyOf(take.deleted)));
    }

    private Pending after(GroupDraft draft, long before) {
      long at =
          claim.atMillis() < 0 || claim.atMillis() > draft.now() ? draft.now() : claim.atMillis();
      long deliveries =
          claim.deliveries() >= 0 ? claim.deliveries() : claim.justIds() ? before : before + 1;
      return new Pending(consumer, at, deliveries);
    }
  }

  /** See {@link Groups#claimNext}. */
  record Next(
      String group, String consumer, long idleMillisMin, MessageId from, int count, boolean justIds)
      implements GroupClaim {
    /** How many pending messages are looked at for each that is asked for. */
    private static final int ATTEMPTS = 10;

    /** So many are looked at in one request, whatever is asked for. */
    private static final int ATTEMPTS_MAX = GroupRead.MESSAGES_MAX;

    private int attempts() {
      return (int) Math.min((long) count * ATTEMPTS, ATTEMPTS_MAX);
    }

    /** Those that may be looked at: all that will be if none of them was deleted. */
    @Override
    public Wanted wanted(GroupDraft draft) {
      Group there = draft.find(group);
      if (there == null) {
        return Nothing.NOTHING;
      }
      List<MessageId> ids = new ArrayList<>();
      int left = count;
      for (Map.Entry<MessageId, Pending> entry : there.pending().from(from)) {
        if (left == 0 || ids.size() == attempts()) {
          break;
        }
        ids.add(entry.getKey());
        if (entry.getValue().idleFor(idleMillisMin, draft.now())) {
          left--;
        }
      }
      return ids.isEmpty() ? Nothing.NOTHING : new Look(ids);
    }

    @Override
    public GroupReply run(GroupDraft draft, Known known) {
      Group there = draft.group(group);
      Take take = new Take(draft, group, consumer, justIds);
      int left = count;
      MessageId next = from;
      for (Map.Entry<MessageId, @Nullable Message> found : known.found().entrySet()) {
        if (left == 0) {
          break;
        }
        MessageId id = found.getKey();
        Pending before = Objects.requireNonNull(there.pending().get(id));
        Message message = found.getValue();
        next = id.plus(1);
        if (message == null) {
          take.drop(id, before);
          left--;
        } else if (before.idleFor(idleMillisMin, draft.now())) {
          long deliveries = before.deliveries() + (justIds ? 0 : 1);
          take.take(id, message, new Pending(consumer, draft.now(), deliveries));
          left--;
        }
      }
      take.finish();
      return new GroupReply.Claimed(
          new Claimed(first(there, next), take.items, List.copyOf(take.deleted)));
    }

    private static MessageId first(Group group, MessageId from) {
      for (Map.Entry<MessageId, Pending> entry : group.pending().from(from)) {
        return entry.getKey();
      }
      return MessageId.NONE;
    }
  }

  /** Messages on their way to another consumer. */
  final class Take {
    private final GroupDraft draft;
    private final String group;
    private final String consumer;
    private final boolean justIds;
    private final int room;
    private final List<Item> items = new ArrayList<>();
    private final Set<MessageId> deleted = new LinkedHashSet<>();
    private final Map<MessageId, Pending> taken = new LinkedHashMap<>();
    private int more;

    Take(GroupDraft draft, String group, String consumer, boolean justIds) {
      this.draft = draft;
      this.group = group;
      this.consumer = consumer;
      this.justIds = justIds;
      this.room = draft.room(group);
    }

    /** How a message is pending, with what this request has done. */
    @Nullable Pending pending(Group before, MessageId id) {
      Pending mine = taken.get(id);
      return mine != null ? mine : before.pending().get(id);
    }

    void take(MessageId id, Message message, Pending pending) {
      if (draft.group(group).pending().get(id) == null && !taken.containsKey(id)) {
        more++;
        if (more > room) {
          throw new GroupRefused(Reason.TOO_MANY_PENDING);
        }
      }
      taken.put(id, pending);
      items.add(new Item(id, justIds ? null : message));
    }

    /** It is not in the topic any more. */
    void drop(MessageId id, @Nullable Pending pending) {
      if (pending != null) {
        deleted.add(id);
      }
    }

    /** Changes the draft; a consumer comes into being with the first message that it gets. */
    void finish() {
      if (!taken.isEmpty()) {
        draft.see(group, consumer);
      }
      draft.release(group, List.copyOf(deleted));
      PendingRuns runs = new PendingRuns();
      taken.forEach(runs::add);
      runs.deliver(draft, group);
    }
  }
}
