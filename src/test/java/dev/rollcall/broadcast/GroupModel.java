package dev.rollcall.broadcast;

import dev.rollcall.broadcast.GroupRefused.Reason;
import dev.rollcall.broadcast.Groups.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What consumer groups do, written as plainly as it can be. */
final class GroupModel {
  static final class OfGroup {
    MessageId last = MessageId.NONE;
    final TreeMap<MessageId, Pending> pending = new TreeMap<>();
    final TreeMap<String, Long> seen = new TreeMap<>();
  }

  final TreeMap<String, OfGroup> groups = new TreeMap<>();
  private final FakeTopic topic;

  GroupModel(FakeTopic topic) {
    this.topic = topic;
  }

  /** What a request answers and does at this time. */
  Object run(GroupRequest request, long now) {
    if (request instanceof GroupEdit.Create create) {
      return create(create);
    }
    String name = name(request);
    OfGroup group = groups.get(name);
    if (request instanceof GroupEdit.Acknowledge acknowledge) {
      return group == null
          ? 0L
          : acknowledge.ids().stream().filter(id -> group.pending.remove(id) != null).count();
    }
    if (!topic.describe().exists()) {
      return Reason.NO_TOPIC;
    }
    if (request instanceof GroupEdit.Destroy) {
      return groups.remove(name) == null ? 0L : 1L;
    }
    return group == null ? Reason.NO_GROUP : run(request, group, now);
  }

  private static String name(GroupRequest request) {
    if (request instanceof GroupEdit.SetCursor r) {
      return r.group();
    } else if (request instanceof GroupEdit.Destroy r) {
      return r.group();
    } else if (request instanceof GroupEdit.CreateConsumer r) {
      return r.group();
    } else if (request instanceof GroupEdit.DeleteConsumer r) {
      return r.group();
    } else if (request instanceof GroupEdit.Acknowledge r) {
      return r.group();
    } else if (request instanceof GroupRead.Take r) {
      return r.group();
    } else if (request instanceof GroupRead.TakeAgain r) {
      return r.group();
    } else if (request instanceof GroupClaim.These r) {
      return r.group();
    }
    return ((GroupClaim.Next) request).group();
  }

  private Object create(GroupEdit.Create create) {
    if (!topic.describe().exists()) {
      if (!create.makeTopic()) {
        return Reason.NO_TOPIC;
      }
      topic.make();
    }
    if (groups.containsKey(create.group())) {
      return Reason.GROUP_EXISTS;
    }
    OfGroup group = new OfGroup();
    group.last = create.after() == null ? topic.describe().last() : create.after();
    groups.put(create.group(), group);
    return 0L;
  }

  private Object run(GroupRequest request, OfGroup group, long now) {
    if (request instanceof GroupEdit.SetCursor set) {
      group.last = set.after() == null ? topic.describe().last() : set.after();
      return 0L;
    } else if (request instanceof GroupEdit.CreateConsumer create) {
      return group.seen.putIfAbsent(create.consumer(), now) == null ? 1L : 0L;
    } else if (request instanceof GroupEdit.DeleteConsumer delete) {
      group.seen.remove(delete.consumer());
      int before = group.pending.size();
      group.pending.values().removeIf(p -> p.consumer().equals(delete.consumer()));
      return (long) (before - group.pending.size());
    } else if (request instanceof GroupRead.Take take) {
      return take(take, group, now);
    } else if (request instanceof GroupRead.TakeAgain again) {
      return again(again, group, now);
    } else if (request instanceof GroupClaim.These claim) {
      return claim(claim, group, now);
    }
    return next((GroupClaim.Next) request, group, now);
  }

  private Object take(GroupRead.Take take, OfGroup group, long now) {
    List<Item> items = new ArrayList<>();
    for (MessageId id : topic.after(group.last)) {
      if (items.size() < take.count()) {
        items.add(new Item(id, topic.find(id)));
        group.last = id;
        group.seen.put(take.consumer(), now);
        if (!take.acknowledged()) {
          group.pending.put(id, new Pending(take.consumer(), now, 1));
        }
      }
    }
    return items;
  }

  private Object again(GroupRead.TakeAgain again, OfGroup group, long now) {
    group.seen.put(again.consumer(), now);
    List<Item> items = new ArrayList<>();
    for (MessageId id : List.copyOf(group.pending.tailMap(again.after(), false).keySet())) {
      Pending pending = Objects.requireNonNull(group.pending.get(id));
      if (pending.consumer().equals(again.consumer()) && items.size() < again.count()) {
        items.add(new Item(id, topic.find(id)));
        if (topic.find(id) != null) {
          group.pending.put(id, new Pending(again.consumer(), now, pending.deliveries() + 1));
        }
      }
    }
    return items;
  }

  private Object claim(GroupClaim.These request, OfGroup group, long now) {
    Groups.Claim claim = request.claim();
    List<Item> items = new ArrayList<>();
    for (MessageId id : claim.ids()) {
      if (topic.find(id) == null) {
        group.pending.remove(id);
        continue;
      }
      Pending before = group.pending.get(id);
      if (before == null && claim.force()) {
        before = new Pending("", now - claim.idleMillisMin(), 1);
      }
      if (before == null
          || (claim.idleMillisMin() > 0
              && now - before.deliveredMillis() < claim.idleMillisMin())) {
        continue;
      }
      long at = claim.atMillis() < 0 || claim.atMillis() > now ? now : claim.atMillis();
      long count = before.deliveries() + (claim.justIds() ? 0 : 1);
      group.pending.put(
          id,
          new Pending(
              request.consumer(), at, claim.deliveries() >= 0 ? claim.deliveries() : count));
      group.seen.put(request.consumer(), now);
      items.add(new Item(id, claim.justIds() ? null : topic.find(id)));
    }
    if (claim.last() != null && claim.last().isAfter(group.last)) {
      group.last = claim.last();
    }
    return items;
  }

  private Object next(GroupClaim.Next request, OfGroup group, long now) {
    List<Item> items = new ArrayList<>();
    List<MessageId> deleted = new ArrayList<>();
    int attempts = request.count() * 10;
    int left = request.count();
    @Nullable MessageId stopped = null;
    for (Map.Entry<MessageId, Pending> entry :
        List.copyOf(group.pending.tailMap(request.from()).entrySet())) {
      MessageId id = entry.getKey();
      Pending before = Objects.requireNonNull(group.pending.get(id));
      if (attempts == 0 || left == 0) {
        stopped = id;
        break;
      }
      attempts--;
      if (topic.find(id) == null) {
        group.pending.remove(id);
        deleted.add(id);
        left--;
      } else if (now - before.deliveredMillis() >= request.idleMillisMin()) {
        long count = before.deliveries() + (request.justIds() ? 0 : 1);
        group.pending.put(id, new Pending(request.consumer(), now, count));
        group.seen.put(request.consumer(), now);
        items.add(new Item(id, request.justIds() ? null : topic.find(id)));
        left--;
      }
    }
    return new Groups.Claimed(stopped == null ? MessageId.NONE : stopped, items, deleted);
  }
}
