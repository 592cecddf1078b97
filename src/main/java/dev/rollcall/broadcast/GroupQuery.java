package dev.rollcall.broadcast;

import dev.rollcall.broadcast.GroupState.Consumer;
import dev.rollcall.broadcast.GroupState.Group;
import dev.rollcall.broadcast.Groups.Description;
import dev.rollcall.broadcast.Groups.Member;
import dev.rollcall.broadcast.Groups.MemberDetails;
import dev.rollcall.broadcast.Groups.PendingMessage;
import dev.rollcall.broadcast.Groups.Range;
import dev.rollcall.broadcast.Groups.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Requests that change nothing. */
sealed interface GroupQuery extends GroupRequest {

  /** See {@link Groups#check}. */
  record Check(String group) implements GroupQuery {
    @Override
    public GroupReply run(GroupDraft draft, Known known) {
      draft.group(group);
      return GroupReply.Count.DONE;
    }
  }

  /** See {@link Groups#pending(String, String)}. */
  record Summary(String group) implements GroupQuery {
    @Override
    public GroupReply run(GroupDraft draft, Known known) {
      Group there = draft.group(group);
      List<Share> shares = new ArrayList<>();
      for (Map.Entry<String, Consumer> entry : there.consumers()) {
        int count = entry.getValue().pending().size();
        if (count > 0) {
          shares.add(new Share(entry.getKey(), count));
        }
      }
      return new GroupReply.Summarized(
          new Groups.Summary(
              there.pending().size(), there.pending().first(), there.pending().last(), shares));
    }
  }

  /** See {@link Groups#pending(String, String, Range)}. */
  record PendingRange(String group, Range range) implements GroupQuery {
    /** So many one reply has at most, to travel in one frame. */
    static final int COUNT_MAX = 4_000;

    @Override
    public GroupReply run(GroupDraft draft, Known known) {
      Group there = draft.group(group);
      OrderedMap<MessageId, Pending> all = there.pending();
      if (range.consumer() != null) {
        Consumer consumer = there.consumers().get(range.consumer());
        all = consumer == null ? OrderedMap.empty() : consumer.pending();
      }
      List<PendingMessage> listed = new ArrayList<>();
      for (var entry : all.from(range.from())) {
        if (listed.size() >= Math.min(range.count(), COUNT_MAX)
            || entry.getKey().isAfter(range.to())) {
          break;
        }
        if (entry.getValue().idleFor(range.idleMillisMin(), draft.now())) {
          listed.add(pendingMessage(entry, draft.now()));
        }
      }
      return new GroupReply.Listed(listed);
    }
  }

  /** See {@link Groups#describe}. */
  record Describe() implements GroupQuery {
    @Override
    public GroupReply run(GroupDraft draft, Known known) {
      draft.requireTopic();
      List<Description> all = new ArrayList<>();
      for (var entry : draft.state().groups()) {
        all.add(description(draft, entry.getKey(), entry.getValue()));
      }
      return new GroupReply.Described(all);
    }
  }

  /** See {@link Groups#consumers}. */
  record Consumers(String group) implements GroupQuery {
    @Override
    public GroupReply run(GroupDraft draft, Known known) {
      List<Member> all = new ArrayList<>();
      for (var entry : draft.group(group).consumers()) {
        all.add(member(draft, entry.getKey(), entry.getValue()));
      }
      return new GroupReply.Members(all);
    }
  }

  /** One of {@link Groups#details}. */
  record Details(String group, int count) implements GroupQuery {
    /** So many pending messages of consumers one reply has at most, to travel in one frame. */
    private static final int MEMBERS_PENDING_MAX = 4_000;

    @Override
    public GroupReply run(GroupDraft draft, Known known) {
      Group there = draft.group(group);
      List<MemberDetails> members = new ArrayList<>();
      int left = MEMBERS_PENDING_MAX;
      for (var entry : there.consumers()) {
        Consumer consumer = entry.getValue();
        List<PendingMessage> first = first(consumer.pending(), Math.min(count, left), draft.now());
        left -= first.size();
        members.add(new MemberDetails(member(draft, entry.getKey(), consumer), first));
      }
      return new GroupReply.Detailed(
          new Groups.Details(
              description(draft, group, there),
              first(there.pending(), count, draft.now()),
              members));
    }

    private static List<PendingMessage> first(
        OrderedMap<MessageId, Pending> pending, int count, long now) {
      List<PendingMessage> first = new ArrayList<>();
      for (var entry : pending) {
        if (first.size() >= count) {
          break;
        }
        first.add(pendingMessage(entry, now));
      }
      return first;
    }
  }

  private static PendingMessage pendingMessage(Map.Entry<MessageId, Pending> entry, long now) {
    Pending pending = entry.getValue();
    return new PendingMessage(
        entry.getKey(),
        pending.consumer(),
        pending.deliveredMillis(),
        Math.max(0, pending.idleMillis(now)),
        pending.deliveries());
  }

  private static Description description(GroupDraft draft, String name, Group group) {
    EntriesRead.Lag lag = EntriesRead.lag(draft.topic(), group.last(), group.entriesRead());
    return new Description(
        name,
        group.consumers().size(),
        group.pending().size(),
        group.last(),
        group.entriesRead(),
        lag.known(),
        lag.messages());
  }

  private static Member member(GroupDraft draft, String name, Consumer consumer) {
    return new Member(
        name,
        consumer.pending().size(),
        consumer.seenMillis(),
        Math.max(0, draft.now() - consumer.seenMillis()));
  }
}
