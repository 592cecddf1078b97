package dev.rollcall.broadcast;

import dev.rollcall.broadcast.GroupRequest.Known;
import dev.rollcall.broadcast.GroupRequest.Look;
import dev.rollcall.broadcast.GroupRequest.MakeTopic;
import dev.rollcall.broadcast.GroupRequest.Messages;
import dev.rollcall.broadcast.GroupRequest.Wanted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests that had gathered, carried out one after the other on one {@link GroupDraft}, so that
 * what they change is stored by one write. It stops where a request wants to know something of the
 * topic and goes on when that is known. Messages for several readers of a group are asked for
 * together. Not thread-safe.
 */
final class GroupRound {
  /** Asked under this name, so that an answer can find who asked. */
  record Ask(String key, GroupRequest request) {}

  /** About how large an event becomes at most, in IDs. */
  private static final int WEIGHT_MAX = 20_000;

  /** What was read for a group: messages after {@code from}, all of them there are if none. */
  private record Window(MessageId from, List<Page.Entry> entries) {
    /** Those after {@code cursor}; null where this window does not say which they are. */
    @Nullable List<Page.Entry> after(MessageId cursor) {
      if (from.isAfter(cursor)) {
        return null;
      }
      int low = 0;
      int high = entries.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (entries.get(middle).id().isAfter(cursor)) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low == entries.size() && low > 0 ? null : entries.subList(low, entries.size());
    }
  }

  private final GroupDraft draft;
  private final List<Ask> asks;
  private final List<GroupReply> replies = new ArrayList<>();
  private final Map<String, Window> windows = new HashMap<>();
  private @Nullable Known looked;

  GroupRound(GroupDraft draft, List<Ask> asks) {
    this.draft = draft;
    this.asks = asks;
  }

  GroupDraft draft() {
    return draft;
  }

  /** The requests; those without a reply after {@link #advance} wait for the next round. */
  List<Ask> asks() {
    return asks;
  }

  /** The answers to the first of the requests, in order. */
  List<GroupReply> replies() {
    return replies;
  }

  /** Goes on; gives what has to be known first, null where the round is done. */
  @Nullable Wanted advance() {
    while (replies.size() < asks.size() && draft.weight() < WEIGHT_MAX) {
      GroupRequest request = asks.get(replies.size()).request();
      Wanted wanted = request.wanted(draft);
      Known known = known(wanted);
      if (known == null) {
        return wanted instanceof Messages messages ? forAll(messages) : wanted;
      }
      replies.add(run(request, known));
      looked = null;
    }
    return null;
  }

  private @Nullable Known known(Wanted wanted) {
    if (wanted instanceof MakeTopic) {
      return null;
    }
    if (wanted instanceof Look) {
      return looked;
    }
    if (wanted instanceof Messages messages) {
      Window window = windows.get(messages.group());
      List<Page.Entry> entries = window == null ? null : window.after(messages.after());
      return entries == null ? null : new Known(entries, Map.of());
    }
    return Known.NOTHING;
  }

  private GroupReply run(GroupRequest request, Known known) {
    try {
      return request.run(draft, known);
    } catch (GroupRefused e) {
      return new GroupReply.Refused(e.reason());
    }
  }

  /** What all readers of the group that come next want together. */
  private Messages forAll(Messages first) {
    int count = 0;
    for (int i = replies.size(); i < asks.size() && count < GroupRead.MESSAGES_MAX; i++) {
      if (asks.get(i).request() instanceof GroupRead.Take take
          && take.group().equals(first.group())) {
        count += Math.min(take.count(), GroupRead.MESSAGES_MAX - count);
      }
    }
    return new Messages(first.group(), first.after(), count);
  }

  /** These are the messages that were wanted. */
  void supply(Messages wanted, List<Page.Entry> entries) {
    windows.put(wanted.group(), new Window(wanted.after(), entries));
  }

  /** These are the messages that were looked for. */
  void supply(Map<MessageId, @Nullable Message> found) {
    looked = new Known(List.of(), found);
  }

  /** What was wanted cannot be had: whoever wanted it is told so. */
  void fail(GroupReply failed) {
    replies.add(failed);
    looked = null;
  }
}
