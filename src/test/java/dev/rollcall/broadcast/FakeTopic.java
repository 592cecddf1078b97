package dev.rollcall.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A topic in memory that keeps the counters of Redis. */
final class FakeTopic {
  private final TreeMap<MessageId, Message> messages = new TreeMap<>();
  private MessageId last = MessageId.NONE;
  private MessageId maxDeleted = MessageId.NONE;
  private long added;
  private boolean exists;
  private long incarnation;

  MessageId append() {
    exists = true;
    added++;
    last = last.next(last.millis() + 1);
    messages.put(last, Message.text(last.toString().getBytes(UTF_8)));
    return last;
  }

  void make() {
    exists = true;
  }

  void remove(MessageId id) {
    if (messages.remove(id) != null && id.isAfter(maxDeleted)) {
      maxDeleted = id;
    }
  }

  void trimTo(int count) {
    while (messages.size() > count) {
      messages.pollFirstEntry();
    }
  }

  void delete() {
    messages.clear();
    exists = false;
    incarnation++;
    added = 0;
    maxDeleted = MessageId.NONE;
  }

  @Nullable Message find(MessageId id) {
    return messages.get(id);
  }

  List<MessageId> ids() {
    return List.copyOf(messages.keySet());
  }

  List<MessageId> after(MessageId cursor) {
    return List.copyOf(messages.tailMap(cursor, false).keySet());
  }

  TopicDescription describe() {
    return new TopicDescription(
        exists,
        incarnation,
        MessageId.NONE,
        messages.isEmpty() ? null : messages.firstKey(),
        last,
        messages.size(),
        0,
        added,
        maxDeleted);
  }

  /** Carries a round out, telling it what it wants to know. */
  void answer(GroupRound round) {
    GroupRequest.Wanted wanted = round.advance();
    while (wanted != null) {
      if (wanted instanceof GroupRequest.Messages read) {
        List<Page.Entry> entries = new ArrayList<>();
        messages.tailMap(read.after(), false).entrySet().stream()
            .limit(read.count())
            .forEach(e -> entries.add(new Page.Entry(e.getKey(), e.getValue(), "")));
        round.supply(read, entries);
      } else if (wanted instanceof GroupRequest.Look look) {
        Map<MessageId, @Nullable Message> found = new LinkedHashMap<>();
        look.ids().forEach(id -> found.put(id, messages.get(id)));
        round.supply(found);
      } else {
        make();
        round.draft().topic(describe());
      }
      wanted = round.advance();
    }
  }
}
