package dev.rollcall.lookup;

import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a node has for the partitions that live on it. Thread-safe.
 *
 * @param configured the sets that have a file, by name
 * @param awake the sets made at run time whose partition lives here now
 * @param blocking runs what takes long
 */
record PartitionHome(
    Map<String, LocalSet> configured,
    RunTimeSets awake,
    Overlays overlays,
    SetNames names,
    Executor blocking) {

  /** The set whose partition is about to live here; null where there can be none. */
  @Nullable LocalSet set(String name, int partition) {
    LocalSet set = configured.get(name);
    if (set == null && partition == 0) {
      return awake.wake(name);
    }
    return set != null && partition < set.router().partitions() ? set : null;
  }
}
