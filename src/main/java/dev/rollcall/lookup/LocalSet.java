package dev.rollcall.lookup;

import dev.rollcall.base.ByteSlices;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this node can answer of one set without asking another: the live generation, which
 * partitions the node owns, and what was said at run time of the members in these. Thread-safe.
 */
/* Concurrency: readers take the current View with one volatile read and hold its generation by its
 * reader count; they never see a generation half exchanged, nor half of an overlay's event, because
 * View and Overlay are immutable and replaced as a whole. A set without overlays pays for them with
 * the comparison of one field to null. Writers are serialised by the monitor. A generation is retired only after the View
 * that named it is gone, so that a reader whose tryAcquire fails finds a newer View when it reads
 * again. */
final class LocalSet {

  /** A generation and the partitions that may be read from it here. Immutable. */
  static final class View {
    private final Generation generation;
    private final BitSet owned;
    private final boolean ownsAll;

    /** By partition, null where nothing was said; as a whole null where nothing was said at all. */
    private final @Nullable Overlay @Nullable [] overlays;

    private View(
        Generation generation,
        BitSet owned,
        boolean ownsAll,
        @Nullable Overlay @Nullable [] overlays) {
      this.generation = generation;
      this.owned = owned;
      this.ownsAll = ownsAll;
      this.overlays = overlays;
    }

    Generation generation() {
      return generation;
    }

    /** Whether the node answers for this partition. */
    boolean owns(int partition) {
      return owned.get(partition);
    }

    boolean ownsAll() {
      return ownsAll;
    }

    /** What was said of members, by partition and only where anything was. */
    List<Overlay> overlays() {
      return overlays == null
          ? List.of()
          : Arrays.stream(overlays).filter(Objects::nonNull).toList();
    }

    /** Which of the keys are members, a bit each; they are of owned partitions. */
    long[] contains(ByteSlices keys) {
      long[] answers = generation.contains(keys);
      correct(answers, keys);
      return answers;
    }

    /** What the source says of keys, changed to what is so. */
    Answers correct(Answers answers, ByteSlices keys) {
      if (overlays == null) {
        return answers;
      }
      long[] bits = answers.bits().clone();
      correct(bits, keys);
      return new Answers(answers.generation(), bits);
    }

    private void correct(long[] answers, ByteSlices keys) {
      if (overlays == null) {
        return;
      }
      for (int i = 0; i < keys.count(); i++) {
        int start = keys.start(i);
        int length = keys.length(i);
        Overlay overlay = overlays[generation.router().partition(keys.bytes(), start, length)];
        Boolean member =
            overlay == null ? null : overlay.member(new OverlayKey(keys.bytes(), start, length));
        if (member != null) {
          long bit = 1L << i;
          answers[i >>> 6] = member ? answers[i >>> 6] | bit : answers[i >>> 6] & ~bit;
        }
      }
    }
  }

  private final String name;
  private final PartitionRouter router;
  private final BitSet owned = new BitSet();
  private final @Nullable Overlay[] overlays;
  private final MemberCount memberCount = new MemberCount();
  private final LoadRecord loads = new LoadRecord();
  private volatile @Nullable View view;
  private volatile @Nullable Instant live;

  LocalSet(String name, PartitionRouter router) {
    this.name = name;
    this.router = router;
    this.overlays = new Overlay[router.partitions()];
  }

  String name() {
    return name;
  }

  PartitionRouter router() {
    return router;
  }

  /** How loading its lists has gone. */
  LoadRecord loads() {
    return loads;
  }

  /** The live generation, if one was activated yet; it may be retired while the caller looks. */
  @Nullable Generation generation() {
    View current = view;
    return current == null ? null : current.generation();
  }

  /** The current view, if a generation was activated yet; its generation may be retired. */
  @Nullable View view() {
    return view;
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
    live = Instant.now();
    show(next);
    return previous;
  }

  /** Says that this node answers for {@code partition}, and what was said of its members. */
  synchronized void publish(int partition, Overlay overlay) {
    owned.set(partition);
    overlays[partition] = overlay.isEmpty() ? null : overlay;
    showAgain();
  }

  /** Says that this node no longer answers for {@code partition}. */
  synchronized void withdraw(int partition) {
    owned.clear(partition);
    overlays[partition] = null;
    showAgain();
  }

  /** How many members were added or removed at run time, in the partitions that this node owns. */
  synchronized RunTimeMembers runTimeMembers() {
    long added = 0;
    long removed = 0;
    for (Overlay overlay : overlays) {
      added += overlay == null ? 0 : overlay.added();
      removed += overlay == null ? 0 : overlay.removed();
    }
    return new RunTimeMembers(added, removed);
  }

  /** How the set stands. Looks up what was changed at run time, and may take a moment for that. */
  SetDescription describe() {
    RunTimeMembers changed = runTimeMembers();
    View current = acquire();
    try {
      Optional<Generation> generation = Optional.ofNullable(current).map(View::generation);
      return new SetDescription(
          name,
          generation.map(Generation::id).orElse(0L),
          current == null ? 0 : memberCount.of(current),
          changed.added(),
          changed.removed(),
          generation.map(Generation::built),
          Optional.ofNullable(live),
          loads.isLoading(),
          loads.isStale(),
          loads.lastFailed());
    } finally {
      if (current != null) {
        current.generation().release();
      }
    }
  }

  private void showAgain() {
    Generation live = generation();
    if (live != null) {
      show(live);
    }
  }

  private void show(Generation generation) {
    BitSet copy = (BitSet) owned.clone();
    boolean any = Arrays.stream(overlays).anyMatch(Objects::nonNull);
    view =
        new View(
            generation,
            copy,
            copy.cardinality() == router.partitions(),
            any ? overlays.clone() : null);
  }
}
