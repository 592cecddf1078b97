package dev.rollcall.broadcast;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads what requests of groups want of one topic, a reply's worth at a time. Thread-safe. */
record TopicReads(Topics topics, String topic) {
  /** About how much one reply has, so that it travels in one frame between nodes. */
  private static final int REPLY_BYTES_MAX = 1 << 20;

  /** So many messages are looked for at a time, lest they be read and not wanted. */
  private static final int LOOK_AT_ONCE = 50;

  CompletableFuture<TopicDescription> describe() {
    return topics.describe(topic);
  }

  /** Makes the topic. */
  CompletableFuture<TopicDescription> make() {
    return topics.create(topic).thenCompose(made -> describe());
  }

  /** The next messages, up to and including {@code last}. */
  CompletableFuture<List<Page.Entry>> read(GroupRequest.Messages wanted, MessageId last) {
    return topics
        .read(topic, wanted.after(), last, wanted.count(), REPLY_BYTES_MAX)
        .thenApply(Page::entries);
  }

  /** The first of these messages, as many as a reply takes. */
  CompletableFuture<Map<MessageId, @Nullable Message>> look(List<MessageId> ids) {
    return look(ids, 0, new LinkedHashMap<>(), 0);
  }

  private CompletableFuture<Map<MessageId, @Nullable Message>> look(
      List<MessageId> ids, int from, Map<MessageId, @Nullable Message> found, long bytes) {
    if (from == ids.size() || bytes >= REPLY_BYTES_MAX) {
      return CompletableFuture.completedFuture(found);
    }
    List<MessageId> next = ids.subList(from, Math.min(ids.size(), from + LOOK_AT_ONCE));
    return topics
        .find(topic, next)
        .thenCompose(
            entries -> {
              long more = bytes;
              for (int i = 0; i < next.size() && more < REPLY_BYTES_MAX; i++) {
                Page.Entry entry = entries.get(i);
                found.put(next.get(i), entry == null ? null : entry.message());
                more += entry == null ? 0 : entry.message().bytes();
              }
              return look(ids, from + next.size(), found, more);
            });
  }
}
