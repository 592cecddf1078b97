package dev.rollcall.broadcast;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a topic's latest appends and what became of them: those of the last seconds, in which
 * an append may be sent again, and more where there were few. Not thread-safe.
 */
final class KeyWindow {
  /** So many are remembered however old they are. */
  static final int SIZE = 8192;

  /** So many are remembered at most: bounds the memory of one topic. */
  private static final int SIZE_MAX = 1 << 18;

  /** Longer than an append is sent again by a node, see {@link ShardedTopics}. */
  private static final long AGE_MILLIS = 15_000;

  /** How many bytes of messages are read at most to find the keys after a restart. */
  static final long BYTES_MAX = 32 << 20;

  private final Map<AppendKey, Appended> latest = new LinkedHashMap<>();

  void add(Batch batch) {
    for (Batch.Group group : batch.groups()) {
      add(group.key(), group.appended());
    }
  }

  void add(AppendKey key, Appended appended) {
    latest.put(key, appended);
    if (latest.size() <= SIZE) {
      return;
    }
    Iterator<Appended> eldest = latest.values().iterator();
    while (latest.size() > SIZE) {
      if (!isOld(eldest.next(), appended.first()) && latest.size() <= SIZE_MAX) {
        break;
      }
      eldest.remove();
    }
  }

  /** Whether an append is so long before another that it is not asked for again. */
  static boolean isOld(Appended appended, MessageId newest) {
    return appended.first().millis() < newest.millis() - AGE_MILLIS;
  }

  /** What became of the append with this key; null if it is not known, or not any more. */
  @Nullable Appended find(AppendKey key) {
    return latest.get(key);
  }
}
