package dev.rollcall.lookup;

import dev.rollcall.base.ByteSlices;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts the members of each partition, exactly. What was changed at run time has to be looked up
 * in the file for that: a key that was added may be listed as well, and one that was removed may
 * have left the list. So the difference is remembered, and follows each change. Thread-safe.
 */
final class MemberCounts {

  /** By how much an overlay changes the count of a generation. */
  private record Counted(long generation, Overlay overlay, long difference) {}

  private final @Nullable Counted[] counted;

  MemberCounts(int partitions) {
    counted = new Counted[partitions];
  }

  /** How many members a partition has in a view, whose generation is held by the caller. */
  long of(LocalSet.View view, int partition) {
    Generation generation = view.generation();
    Overlay overlay = view.overlay(partition);
    long listed = generation.count(partition);
    if (listed == 0 || overlay.isEmpty()) {
      return listed + overlay.added();
    }
    Counted known = known(partition);
    if (known == null || known.generation() != generation.id() || known.overlay() != overlay) {
      // Outside the monitor: it takes long where many were changed, and changes must not wait.
      known = new Counted(generation.id(), overlay, difference(generation, overlay));
      remember(partition, known);
    }
    return listed + known.difference();
  }

  private synchronized @Nullable Counted known(int partition) {
    return counted[partition];
  }

  private synchronized void remember(int partition, @Nullable Counted now) {
    counted[partition] = now;
  }

  /**
   * Keeps in step with a change, if the overlay before it was counted.
   *
   * @param generation held by the caller
   */
  void follow(
      int partition, Generation generation, Overlay before, OverlayEvent event, Overlay now) {
    Counted known = known(partition);
    if (known == null || known.generation() != generation.id() || known.overlay() != before) {
      return;
    }
    long difference = known.difference();
    Set<OverlayKey> seen = new HashSet<>();
    for (OverlayEvent.Change change : event.changes()) {
      OverlayKey key = change.key();
      if (seen.add(key)) {
        long listed = listed(generation, key);
        difference += by(now.member(key), listed) - by(before.member(key), listed);
      }
    }
    remember(partition, new Counted(known.generation(), now, difference));
  }

  private static long difference(Generation generation, Overlay overlay) {
    long[] sum = new long[1];
    overlay.forEach((key, member) -> sum[0] += by(member, listed(generation, key)));
    return sum[0];
  }

  private static long by(@Nullable Boolean said, long listed) {
    return said == null ? 0 : (said ? 1 : 0) - listed;
  }

  private static long listed(Generation generation, OverlayKey key) {
    ByteSlices one = new ByteSlices(key.bytes(), 1);
    one.add(key.start(), key.start() + key.length());
    return generation.contains(one)[0];
  }
}
