package dev.rollcall.broadcast;

import dev.rollcall.broadcast.GroupRefused.Reason;
import dev.rollcall.broadcast.GroupState.Consumer;
import dev.rollcall.broadcast.GroupState.Group;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Requests that need to know of the topic how it stands and nothing else. */
sealed interface GroupEdit extends GroupRequest {

  /** See {@link Groups#create}. */
  record Create(String group, @Nullable MessageId after, long entriesRead, boolean makeTopic)
      implements GroupEdit {
    @Override
    public Wanted wanted(GroupDraft draft) {
      return makeTopic && !draft.topic().exists() ? MakeTopic.MAKE_TOPIC : Nothing.NOTHING;
    }

    @Override
    public GroupReply run(GroupDraft draft, Known known) {
      draft.requireTopic();
      if (draft.find(group) != null) {
        throw new GroupRefused(Reason.GROUP_EXISTS);
      }
      draft.putGroup(group, after == null ? draft.topic().last() : after, entriesRead);
      return GroupReply.Count.DONE;
    }
  }

  /** See {@link Groups#setCursor}. */
  record SetCursor(String group, @Nullable MessageId after, long entriesRead) implements GroupEdit {
    @Override
    public GroupReply run(GroupDraft draft, Known known) {
      draft.group(group);
      draft.putGroup(group, after == null ? draft.topic().last() : after, entriesRead);
      return GroupReply.Count.DONE;
    }
  }

  /** See {@link Groups#destroy}. */
  record Destroy(String group) implements GroupEdit {
    @Override
    public GroupReply run(GroupDraft draft, Known known) {
      draft.requireTopic();
      boolean there = draft.find(group) != null;
      if (there) {
        draft.dropGroup(group);
      }
      return GroupReply.Count.of(there);
    }
  }

  /** See {@link Groups#createConsumer}. */
  record CreateConsumer(String group, String consumer) implements GroupEdit {
    @Override
    public GroupReply run(GroupDraft draft, Known known) {
      boolean there = draft.group(group).consumers().contains(consumer);
      if (!there) {
        draft.see(group, consumer);
      }
      return GroupReply.Count.of(!there);
    }
  }

  /** See {@link Groups#deleteConsumer}. */
  record DeleteConsumer(String group, String consumer) implements GroupEdit {
    @Override
    public GroupReply run(GroupDraft draft, Known known) {
      Consumer there = draft.group(group).consumers().get(consumer);
      if (there == null) {
        return new GroupReply.Count(0);
      }
      draft.dropConsumer(group, consumer);
      return new GroupReply.Count(there.pending().size());
    }
  }

  /** See {@link Groups#acknowledge}. */
  record Acknowledge(String group, List<MessageId> ids) implements GroupEdit {
    @Override
    public GroupReply run(GroupDraft draft, Known known) {
      Group there = draft.find(group);
      if (there == null) {
        return new GroupReply.Count(0);
      }
      Set<MessageId> seen = new HashSet<>();
      List<MessageId> released = new ArrayList<>();
      for (MessageId id : ids) {
        if (there.pending().contains(id) && seen.add(id)) {
          released.add(id);
        }
      }
      draft.release(group, released);
      return new GroupReply.Count(released.size());
    }
  }
}
