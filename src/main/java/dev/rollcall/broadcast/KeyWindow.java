package dev.rollcall.broadcast;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of a topic's latest appends and what became of them. Not thread-safe. */
final class KeyWindow {
  /** Far more appends than can be under way at once, in little memory. */
  static final int SIZE = 8192;

  /** How many bytes of messages are read at most to find the keys after a restart. */
  static final long BYTES_MAX = 32 << 20;

  private final Map<AppendKey, Appended> latest =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<AppendKey, Appended> eldest) {
          return size() > SIZE;
        }
      };

  void add(Batch batch) {
    for (Batch.Group group : batch.groups()) {
      latest.put(group.key(), group.appended());
    }
  }

  /** What became of the append with this key; null if it is not known, or not any more. */
  @Nullable Appended find(AppendKey key) {
    return latest.get(key);
  }
}
