package dev.rollcall.broadcast;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A topic as a sorted map: what {@link Topics} promises, without a store. */
final class TopicModel {
  final TreeMap<MessageId, String> messages = new TreeMap<>();
  boolean exists;
  long incarnation;
  long added;
  MessageId last = MessageId.NONE;
  MessageId maxDeleted = MessageId.NONE;

  void append(MessageId id, String text) {
    messages.put(id, text);
    exists = true;
    added++;
    last = id;
  }

  boolean create() {
    boolean made = !exists;
    exists = true;
    return made;
  }

  boolean delete() {
    boolean was = exists;
    if (was) {
      exists = false;
      incarnation++;
      added = 0;
      maxDeleted = MessageId.NONE;
      messages.clear();
    }
    return was;
  }

  long remove(List<MessageId> ids) {
    long count = 0;
    for (MessageId id : ids) {
      if (messages.remove(id) != null) {
        count++;
        maxDeleted = id.isAfter(maxDeleted) ? id : maxDeleted;
      }
    }
    return count;
  }

  long trim(Trim trim) {
    long surplus =
        trim.by() == Trim.By.LENGTH
            ? Math.max(0, messages.size() - trim.length())
            : messages.headMap(trim.least()).size();
    long count = trim.of(surplus, messages.size());
    for (long i = 0; i < count; i++) {
      messages.pollFirstEntry();
    }
    return count;
  }

  void setLast(MessageId id, @Nullable Long addedNow, @Nullable MessageId deleted) {
    last = id;
    added = addedNow == null ? added : addedNow;
    maxDeleted = deleted == null ? maxDeleted : deleted;
  }

  List<MessageId> ids() {
    return new ArrayList<>(messages.keySet());
  }
}
