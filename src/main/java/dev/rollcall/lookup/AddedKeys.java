package dev.rollcall.lookup;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The members that were added to one partition at run time, so that they can be walked through and
 * chosen from at random: sorted by a hash that is the same on every node and after every restart,
 * and those added since that was done. What was removed since is still here; whoever reads asks the
 * {@link Overlay}. Thread-safe.
 */
final class AddedKeys {
  /** Keys in the order of their hashes, which are compared without sign. Immutable. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Sorted(OverlayKey[] keys, int[] hashes) {

    int count() {
      return keys.length;
    }

    /** The index of the first key whose hash is not below this one. */
    int indexOf(long hash) {
      int low = 0;
      int high = hashes.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (Integer.toUnsignedLong(hashes[middle]) < hash) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    boolean contains(OverlayKey key) {
      int hash = hash(key);
      for (int i = indexOf(Integer.toUnsignedLong(hash));
          i < keys.length && hashes[i] == hash;
          i++) {
        if (keys[i].equals(key)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Its seed is part of every cursor that a client holds, and never changed. */
  private static final Hasher64 HASHER = Hashing.xxh3_64(0x526f6c6c63616c6cL);

  /** So many that were added since are sorted when they are needed, whatever came before. */
  private static final int SINCE_MAX = 1000;

  private Sorted sorted;
  private final List<OverlayKey> since = new ArrayList<>();
  private final Set<OverlayKey> inSince = new HashSet<>();

  /** Those of an overlay. */
  AddedKeys(Overlay overlay) {
    List<OverlayKey> added = new ArrayList<>(overlay.added());
    overlay.forEach(
        (key, member) -> {
          if (member) {
            added.add(key);
          }
        });
    sorted = sort(added);
  }

  private static int hash(OverlayKey key) {
    return (int) HASHER.hashBytesToLong(key.bytes(), key.start(), key.length());
  }

  private static Sorted sort(List<OverlayKey> keys) {
    long[] order = new long[keys.size()];
    for (int i = 0; i < order.length; i++) {
      // Upside down, so that they are sorted as if they had no sign.
      order[i] = (long) (hash(keys.get(i)) ^ Integer.MIN_VALUE) << Integer.SIZE | i;
    }
    Arrays.sort(order);
    OverlayKey[] inOrder = new OverlayKey[order.length];
    int[] hashes = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      inOrder[i] = keys.get((int) order[i]);
      hashes[i] = (int) (order[i] >>> Integer.SIZE) ^ Integer.MIN_VALUE;
    }
    return new Sorted(inOrder, hashes);
  }

  /**
   * Takes what has become durable.
   *
   * @param overlay what there is after it
   * @return whether this is still worth having; false when so much is out of date that it had
   *     better be made anew
   */
  synchronized boolean note(OverlayEvent event, Overlay overlay) {
    for (OverlayEvent.Change change : event.changes()) {
      if (change.kind() == OverlayEvent.Kind.ADDED
          && !sorted.contains(change.key())
          && inSince.add(change.key())) {
        since.add(change.key());
      }
    }
    return since.size() <= SINCE_MAX + sorted.count() / 2
        && sorted.count() + since.size() <= SINCE_MAX + 4L * overlay.added();
  }

  /** All of them as of now, sorted. */
  synchronized Sorted all() {
    if (!since.isEmpty()) {
      sorted = merge(sorted, sort(since));
      since.clear();
      inSince.clear();
    }
    return sorted;
  }

  /** Those that were there when {@link #all} was called last, or when this was made. */
  synchronized Sorted sorted() {
    return sorted;
  }

  private static Sorted merge(Sorted one, Sorted other) {
    int count = one.count() + other.count();
    OverlayKey[] keys = new OverlayKey[count];
    int[] hashes = new int[count];
    int i = 0;
    int j = 0;
    for (int k = 0; k < count; k++) {
      boolean first =
          j == other.count()
              || (i < one.count() && Integer.compareUnsigned(one.hashes[i], other.hashes[j]) <= 0);
      keys[k] = first ? one.keys[i] : other.keys[j];
      hashes[k] = first ? one.hashes[i++] : other.hashes[j++];
    }
    return new Sorted(keys, hashes);
  }

  /**
   * One of the members that an overlay has added, each as likely as any other; null where it has
   * none, or so few of those here that it is not worth looking for one.
   */
  synchronized @Nullable OverlayKey random(Overlay overlay, RandomGenerator random) {
    int slots = sorted.count() + since.size();
    // Where one in four is left, more than a hundred tries in a row do not miss.
    for (int i = 0; slots > 0 && i < 100 * 4; i++) {
      int slot = random.nextInt(slots);
      OverlayKey key =
          slot < sorted.count() ? sorted.keys()[slot] : since.get(slot - sorted.count());
      if (Boolean.TRUE.equals(overlay.member(key))) {
        return key;
      }
    }
    return null;
  }
}
