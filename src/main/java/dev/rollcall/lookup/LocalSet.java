package dev.rollcall.lookup;

import dev.rollcall.base.ByteSlices;
import java.lang.ref.SoftReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
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

    /** What was said of the members of a partition. */
    Overlay overlay(int partition) {
      Overlay overlay = overlays == null ? null : overlays[partition];
      return overlay == null ? Overlay.EMPTY : overlay;
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

  /** What all sets without a file list. */
  private static final Generation NOTHING = Generation.empty();

  private final String name;
  private final PartitionRouter router;
  private final boolean runTime;
  private final BitSet owned = new BitSet();
  private final @Nullable Overlay[] overlays;
  private final MemberCounts counts;
  private final List<@Nullable SoftReference<AddedKeys>> added;
  private final LoadRecord loads = new LoadRecord();
  private volatile @Nullable View view;
  private volatile @Nullable Instant live;
  private volatile boolean read;

  /** A set that has a file. */
  LocalSet(String name, PartitionRouter router) {
    this(name, router, false);
  }

  private LocalSet(String name, PartitionRouter router, boolean runTime) {
    this.name = name;
    this.router = router;
    this.runTime = runTime;
    this.overlays = new Overlay[router.partitions()];
    this.counts = new MemberCounts(router.partitions());
    this.added = new ArrayList<>(Collections.nCopies(router.partitions(), null));
  }

  /** A set that was made at run time: it has one partition, and no list but what is added to it. */
  static LocalSet atRunTime(String name) {
    LocalSet set = new LocalSet(name, NOTHING.router(), true);
    set.show(NOTHING);
    return set;
  }

  String name() {
    return name;
  }

  PartitionRouter router() {
    return router;
  }

  /** Whether it was made at run time, and has no file. */
  boolean isRunTime() {
    return runTime;
  }

  /** Counts its members. */
  MemberCounts counts() {
    return counts;
  }

  /** The members that were added to a partition at run time; kept while there is memory for it. */
  synchronized AddedKeys added(int partition) {
    SoftReference<AddedKeys> reference = added.get(partition);
    AddedKeys keys = reference == null ? null : reference.get();
    if (keys == null) {
      Overlay overlay = overlays[partition];
      keys = new AddedKeys(overlay == null ? Overlay.EMPTY : overlay);
      added.set(partition, new SoftReference<>(keys));
    }
    return keys;
  }

  /** Whether it was read here since this was asked last. */
  boolean takeRead() {
    boolean was = read;
    read = false;
    return was;
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
    if (runTime && !read) {
      read = true;
    }
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
    added.set(partition, null);
    showAgain();
  }

  /** Says what has become of the members of a {@code partition} that this node answers for. */
  synchronized void publish(int partition, OverlayEvent event, Overlay now) {
    Overlay before = overlays[partition];
    View current = view;
    if (current != null && current.generation().tryAcquire()) {
      try {
        counts.follow(
            partition, current.generation(), before == null ? Overlay.EMPTY : before, event, now);
      } finally {
        current.generation().release();
      }
    }
    SoftReference<AddedKeys> reference = added.get(partition);
    AddedKeys keys = reference == null ? null : reference.get();
    if (keys == null || !keys.note(event, now)) {
      added.set(partition, null);
    }
    overlays[partition] = now.isEmpty() ? null : now;
    showAgain();
  }

  /** Says that this node no longer answers for {@code partition}. */
  synchronized void withdraw(int partition) {
    owned.clear(partition);
    overlays[partition] = null;
    added.set(partition, null);
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
          current == null ? 0 : count(current),
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

  /** How many members there are in the partitions that this node owns, and the file in the rest. */
  private long count(View current) {
    long count = 0;
    for (int partition = 0; partition < router.partitions(); partition++) {
      count += counts.of(current, partition);
    }
    return count;
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
