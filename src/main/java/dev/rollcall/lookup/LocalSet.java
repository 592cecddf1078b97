package dev.rollcall.lookup;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What this node can answer of one set without asking another: the live generation, and which
 * partitions the node owns. Thread-safe.
 */
/* Concurrency: readers take the current View with one volatile read and hold its generation by its
 * reader count; they never see a generation half exchanged, because View is immutable and replaced
 * as a whole. Writers are serialised by the monitor. A generation is retired only after the View
 * that named it is gone, so that a reader whose tryAcquire fails finds a newer View when it reads
 * again. */
final class LocalSet {

  /** A generation and the partitions that may be read from it here. Immutable. */
  record View(Generation generation, BitSet owned, boolean ownsAll) {}

  private final String name;
  private final PartitionRouter router;
  private final BitSet owned = new BitSet();
  private volatile @Nullable View view;

  LocalSet(String name, PartitionRouter router) {
    this.name = name;
    this.router = router;
  }

  String name() {
    return name;
  }

  PartitionRouter router() {
    return router;
  }

  /** The live generation, if one was activated yet; it may be retired while the caller looks. */
  @Nullable Generation generation() {
    View current = view;
    return current == null ? null : current.generation();
  }

  /**
   * The current view with its generation held for reading; the caller releases it. Null where no
   * generation is live yet.
   */
  @Nullable View acquire() {
    View current = view;
    while (current != null && !current.generation().tryAcquire()) {
      current = view;
    }
    return current;
  }

  /** Makes {@code next} live for the whole set at once and gives back what was live before. */
  synchronized @Nullable Generation activate(Generation next) {
    Generation previous = generation();
    show(next);
    return previous;
  }

  /** Says that this node answers for {@code partition}. */
  synchronized void publish(int partition) {
    owned.set(partition);
    showAgain();
  }

  /** Says that this node no longer answers for {@code partition}. */
  synchronized void withdraw(int partition) {
    owned.clear(partition);
    showAgain();
  }

  private void showAgain() {
    Generation live = generation();
    if (live != null) {
      show(live);
    }
  }

  private void show(Generation generation) {
    BitSet copy = (BitSet) owned.clone();
    view = new View(generation, copy, copy.cardinality() == router.partitions());
  }
}
