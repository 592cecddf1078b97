package dev.rollcall.broadcast;

import dev.rollcall.broadcast.GroupRefused.Reason;
import dev.rollcall.broadcast.GroupState.Consumer;
import dev.rollcall.broadcast.GroupState.Group;
import dev.rollcall.broadcast.Groups.Delivery;
import dev.rollcall.broadcast.Groups.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Requests of consumers for messages. */
sealed interface GroupRead extends GroupRequest {
  /** So many messages one reply has at most, to travel in one frame; for more one asks again. */
  int MESSAGES_MAX = 5_000;

  /** See {@link Groups#take}. */
  record Take(String group, String consumer, int count, boolean acknowledged) implements GroupRead {
    @Override
    public Wanted wanted(GroupDraft draft) {
      Group there = draft.find(group);
      return there != null && draft.topic().last().isAfter(there.last())
          ? new Messages(group, there.last(), Math.min(count, MESSAGES_MAX))
          : Nothing.NOTHING;
    }

    @Override
    public GroupReply run(GroupDraft draft, Known known) {
      Group there = draft.group(group);
      List<Page.Entry> messages = known.messages();
      if (messages.isEmpty()) {
        return new GroupReply.Delivered(Delivery.NOTHING);
      }
      int most = Math.min(count, MESSAGES_MAX);
      if (!acknowledged) {
        most = Math.min(most, draft.room(group));
        if (most == 0) {
          throw new GroupRefused(Reason.TOO_MANY_PENDING);
        }
      }
      return new GroupReply.Delivered(
          delivered(draft, there, messages.subList(0, Math.min(most, messages.size()))));
    }

    private Delivery delivered(GroupDraft draft, Group there, List<Page.Entry> messages) {
      List<MessageId> ids = new ArrayList<>(messages.size());
      List<Item> items = new ArrayList<>(messages.size());
      long read = there.entriesRead();
      for (Page.Entry entry : messages) {
        read = EntriesRead.after(draft.topic(), read, entry.id());
        ids.add(entry.id());
        items.add(new Item(entry.id(), entry.message()));
      }
      draft.see(group, consumer);
      draft.putGroup(group, ids.get(ids.size() - 1), read);
      if (!acknowledged) {
        draft.deliver(group, new Pending(consumer, draft.now(), 1), ids);
      }
      return new Delivery(true, items);
    }
  }

  /** See {@link Groups#takeAgain}. */
  record TakeAgain(String group, String consumer, MessageId after, int count) implements GroupRead {
    @Override
    public Wanted wanted(GroupDraft draft) {
      Consumer there = draft.consumer(group, consumer);
      List<MessageId> ids = new ArrayList<>();
      if (there != null && !after.equals(MessageId.MAX)) {
        for (Map.Entry<MessageId, Pending> entry : there.pending().from(after.plus(1))) {
          if (ids.size() >= Math.min(count, MESSAGES_MAX)) {
            break;
          }
          ids.add(entry.getKey());
        }
      }
      return ids.isEmpty() ? Nothing.NOTHING : new Look(ids);
    }

    @Override
    public GroupReply run(GroupDraft draft, Known known) {
      Group there = draft.group(group);
      if (after.equals(MessageId.MAX)) {
        return new GroupReply.Delivered(Delivery.NOTHING);
      }
      draft.glimpse(group, consumer);
      List<Item> items = new ArrayList<>();
      PendingRuns runs = new PendingRuns();
      known
          .found()
          .forEach(
              (id, message) -> {
                items.add(new Item(id, message));
                Pending before = there.pending().get(id);
                if (message != null && before != null) {
                  runs.add(id, new Pending(consumer, draft.now(), before.deliveries() + 1));
                }
              });
      runs.deliver(draft, group);
      return new GroupReply.Delivered(new Delivery(true, items));
    }
  }
}
