package dev.rollcall.edge.resp;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.rollcall.store.Keys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * All keys as of one moment, in an order that is the same at every moment and on every node: that
 * of a hash. So a walk finds its place again after keys have come and gone, and whatever was there
 * all the time is met. Immutable.
 */
final class KeyOrder {
  /** Set in every cursor but the first, which is 0. */
  private static final long BEGUN = 1L << Integer.SIZE;

  /** Part of every cursor that a client holds. */
  private static final long SEED = 0x6b65797370616365L;

  /** One key. */
  record Entry(long hash, String name, Keys.Kind kind) {}

  /** Some keys on the way, and where to go on; 0 at the end. */
  record Page(long next, List<Entry> keys) {}

  private final List<Entry> entries;

  KeyOrder(Map<String, Keys.Kind> keys) {
    List<Entry> all = new ArrayList<>(keys.size());
    keys.forEach((name, kind) -> all.add(new Entry(hash(name), name, kind)));
    all.sort(Comparator.comparingLong(Entry::hash));
    entries = all;
  }

  private static long hash(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return Hashing.xxh3_64(SEED).hashBytesToLong(bytes) >>> Integer.SIZE;
  }

  /** So many keys from a cursor on, or some more: those with the same hash belong together. */
  Page page(long cursor, int count) {
    int from = cursor == 0 ? 0 : indexOf(cursor & (BEGUN - 1));
    int to = from;
    while (to < entries.size()
        && (to - from < count || entries.get(to).hash() == entries.get(to - 1).hash())) {
      to++;
    }
    long next = to == entries.size() ? 0 : BEGUN | entries.get(to).hash();
    return new Page(next, entries.subList(from, to));
  }

  /** The index of the first key whose hash is not below this one. */
  private int indexOf(long hash) {
    int low = 0;
    int high = entries.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (entries.get(middle).hash() < hash) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
