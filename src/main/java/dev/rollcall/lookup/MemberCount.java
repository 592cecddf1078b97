package dev.rollcall.lookup;

import dev.rollcall.base.ByteSlices;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;

/**
 * Counts the members of a set, what was changed at run time included. That takes a lookup for each
 * changed key: one that was added may be on the list as well, and one that was removed may have
 * left it. Thread-safe.
 */
final class MemberCount {
  /** So many changed keys are looked up whenever something has changed: it takes but a moment. */
  private static final long LOOKED_UP_ALWAYS_MAX = 10_000;

  /** More of them are looked up so often; between that their last difference stands. */
  private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

  private WeakReference<LocalSet.View> counted = new WeakReference<>(null);
  private long difference;
  private long countedNanos = System.nanoTime() - INTERVAL_NANOS;

  /** How many members there are in a view, whose generation is held by the caller. */
  synchronized long of(LocalSet.View view) {
    List<Overlay> overlays = view.overlays();
    if (overlays.isEmpty()) {
      return view.generation().count();
    }
    if (view != counted.get() && isDue(overlays)) {
      difference = overlays.stream().mapToLong(o -> difference(o, view.generation())).sum();
      counted = new WeakReference<>(view);
      countedNanos = System.nanoTime();
    }
    return view.generation().count() + difference;
  }

  private boolean isDue(List<Overlay> overlays) {
    long changed = overlays.stream().mapToLong(o -> (long) o.added() + o.removed()).sum();
    return changed <= LOOKED_UP_ALWAYS_MAX || System.nanoTime() - countedNanos >= INTERVAL_NANOS;
  }

  private static long difference(Overlay overlay, Generation generation) {
    long[] sum = new long[1];
    overlay.forEach(
        (key, member) -> {
          ByteSlices one = new ByteSlices(key.bytes(), 1);
          one.add(key.start(), key.start() + key.length());
          boolean listed = generation.contains(one)[0] != 0;
          sum[0] += (member ? 1 : 0) - (listed ? 1 : 0);
        });
    return sum[0];
  }
}
