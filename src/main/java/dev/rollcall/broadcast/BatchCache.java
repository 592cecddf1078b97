package dev.rollcall.broadcast;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Batches read from the store lately: followers that fall behind do so together, and a page is
 * often smaller than a batch. Bounded in bytes. Thread-safe.
 */
final class BatchCache {
  /** How much is read from the store at once. */
  static final long READ_AHEAD_BYTES = 256 << 10;

  private static final long BYTES_MAX = 16 << 20;

  private record Key(String topic, long sequence) {}

  private final Map<Key, Batch> batches = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  synchronized @Nullable Batch find(String topic, long sequence) {
    return batches.get(new Key(topic, sequence));
  }

  synchronized void put(String topic, long sequence, Batch batch) {
    Batch before = batches.put(new Key(topic, sequence), batch);
    bytes += batch.weight() - (before == null ? 0 : before.weight());
    var eldest = batches.values().iterator();
    while (bytes > BYTES_MAX && eldest.hasNext()) {
      bytes -= eldest.next().weight();
      eldest.remove();
    }
  }
}
