package dev.rollcall.broadcast;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
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

  /**
   * What became of one append, or of one request for a change.
   *
   * @param appended of a change what it was answered, as the number of messages
   * @param millis when it was written
   */
  record Known(AppendKey key, Appended appended, long millis) {}

  private final Map<AppendKey, Known> latest = new LinkedHashMap<>();

  void add(Batch batch) {
    known(batch).forEach(this::add);
  }

  /** What a batch tells, in order. */
  static List<Known> known(Batch batch) {
    List<Known> known = new ArrayList<>(batch.changes().size() + batch.groups().size());
    for (Batch.Altered altered : batch.changes()) {
      int result = (int) Math.min(Integer.MAX_VALUE, altered.result());
      known.add(new Known(altered.key(), new Appended(batch.previous(), result), batch.millis()));
    }
    for (Batch.Group group : batch.groups()) {
      known.add(new Known(group.key(), group.appended(), batch.millis()));
    }
    return known;
  }

  void add(Known known) {
    latest.put(known.key(), known);
    if (latest.size() <= SIZE) {
      return;
    }
    Iterator<Known> eldest = latest.values().iterator();
    while (latest.size() > SIZE) {
      if (!isOld(eldest.next(), known) && latest.size() <= SIZE_MAX) {
        break;
      }
      eldest.remove();
    }
  }

  /** Whether an append is so long before another that it is not asked for again. */
  static boolean isOld(Known known, Known newest) {
    return known.millis() < newest.millis() - AGE_MILLIS;
  }

  /** What became of the append with this key; null if it is not known, or not any more. */
  @Nullable Appended find(AppendKey key) {
    Known known = latest.get(key);
    return known == null ? null : known.appended();
  }
}
