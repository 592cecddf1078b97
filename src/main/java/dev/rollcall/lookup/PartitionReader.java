package dev.rollcall.lookup;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of one partition from a view whose generation is held by the caller: counts
 * them, walks through them, chooses some. One thread's own.
 */
final class PartitionReader {
  /** Misses after which members are looked up one after the other: nearly all were removed. */
  private static final int TRIES_MAX = 1000;

  /** What a member is counted with beside its bytes: about what it takes of heap and reply. */
  static final int MEMBER_BYTES = 16;

  /** What a member takes of what a page may have. */
  static long cost(byte[] member) {
    return (long) member.length + MEMBER_BYTES;
  }

  /**
   * Some members, in the order of a walk.
   *
   * @param bytes the cost of them all
   * @param layout for which the next position holds
   * @param next the next position, 0 at the end
   * @param restarted whether the position that was asked for did not hold any more, so that these
   *     are the first ones
   */
  record Page(List<byte[]> members, long bytes, long layout, long next, boolean restarted) {}

  private final LocalSet set;
  private final LocalSet.View view;
  private final int partition;
  private final @Nullable Segment segment;
  private final Overlay overlay;

  PartitionReader(LocalSet set, LocalSet.View view, int partition) {
    this.set = set;
    this.view = view;
    this.partition = partition;
    this.segment = view.generation().segment(partition);
    this.overlay = view.overlay(partition);
  }

  /** How many members there are. */
  long count() {
    return set.counts().of(view, partition);
  }

  /** Members as they are gathered, until there are enough. */
  private static final class Gathered {
    private final List<byte[]> members = new ArrayList<>();
    private final int count;
    private final long bytesMax;
    private long bytes;

    Gathered(int count, long bytesMax) {
      this.count = count;
      this.bytesMax = bytesMax;
    }

    void add(byte[] member) {
      members.add(member);
      bytes += cost(member);
    }

    boolean isFull() {
      return members.size() >= count || bytes >= bytesMax;
    }
  }

  /**
   * Goes on from a cursor of this partition until it has so many members or bytes, or a few more:
   * those of one place belong together.
   */
  Page page(ScanCursor cursor, int count, long bytesMax) {
    long layout = view.generation().layout();
    int partitions = set.router().partitions();
    boolean restarted =
        cursor.position() != 0
            && ScanCursor.part(layout, partitions) != ScanCursor.part(cursor.layout(), partitions);
    Gathered gathered = new Gathered(count, bytesMax);
    long position = restarted ? 0 : cursor.position();
    if (position < ScanCursor.ADDED) {
      position = listed((int) position, gathered);
    }
    if (position >= ScanCursor.ADDED && !gathered.isFull()) {
      position = added(position, gathered);
    }
    return new Page(gathered.members, gathered.bytes, layout, position, restarted);
  }

  /** Walks over the file's members of which nothing was said; gives the next position. */
  private long listed(int from, Gathered gathered) {
    if (segment != null && segment.header().count() > 0) {
      SegmentEntries entries = new SegmentEntries(segment);
      for (int bucket = from; bucket < segment.buckets(); bucket++) {
        if (gathered.isFull()) {
          return bucket;
        }
        entries.bucket(bucket);
        while (entries.next()) {
          byte[] entry = entries.entry();
          if (overlay.isEmpty() || overlay.member(new OverlayKey(entry)) == null) {
            gathered.add(entry);
          }
        }
      }
    }
    return overlay.added() == 0 ? 0 : ScanCursor.ADDED;
  }

  /**
   * Walks over the members that were added at run time. What was added up to now is seen by whoever
   * begins with them now, and by all others as well, for nothing in the order changes.
   */
  private long added(long position, Gathered gathered) {
    AddedKeys keys = set.added(partition);
    AddedKeys.Sorted sorted = position == ScanCursor.ADDED ? keys.all() : keys.sorted();
    int i = sorted.indexOf(position - ScanCursor.ADDED);
    while (i < sorted.count() && !gathered.isFull()) {
      int hash = sorted.hashes()[i];
      for (; i < sorted.count() && sorted.hashes()[i] == hash; i++) {
        OverlayKey key = sorted.keys()[i];
        if (Boolean.TRUE.equals(overlay.member(key))) {
          gathered.add(key.copy());
        }
      }
    }
    return i == sorted.count() ? 0 : ScanCursor.ADDED + Integer.toUnsignedLong(sorted.hashes()[i]);
  }

  /**
   * All members as they are in the view, each once; ends early when they have so many bytes, and
   * the page then says that there are more.
   */
  Page whole(long bytesMax) {
    Gathered gathered = new Gathered(Integer.MAX_VALUE, bytesMax);
    long position = listed(0, gathered);
    if (position == ScanCursor.ADDED && !gathered.isFull()) {
      overlay.forEach(
          (key, member) -> {
            if (member && !gathered.isFull()) {
              gathered.add(key.copy());
            }
          });
      position = gathered.isFull() ? ScanCursor.ADDED : 0;
    }
    return new Page(gathered.members, gathered.bytes, view.generation().layout(), position, false);
  }

  /** Members chosen at random, with repeats: so many, or fewer where they have so many bytes. */
  List<byte[]> sample(int count, long bytesMax, RandomGenerator random) {
    Gathered gathered = new Gathered(count, bytesMax);
    if (count() > 0) {
      while (!gathered.isFull()) {
        gathered.add(one(random));
      }
    }
    return gathered.members;
  }

  private byte[] one(RandomGenerator random) {
    long listed = segment == null ? 0 : segment.header().count();
    for (int i = 0; i < TRIES_MAX; i++) {
      if (random.nextLong(listed + overlay.added()) >= listed) {
        return anyAdded(random);
      }
      byte[] entry = new SegmentEntries(Objects.requireNonNull(segment)).random(random);
      if (overlay.isEmpty() || overlay.member(new OverlayKey(entry)) == null) {
        return entry;
      }
    }
    List<byte[]> all = whole(Long.MAX_VALUE).members();
    return all.get(random.nextInt(all.size()));
  }

  private byte[] anyAdded(RandomGenerator random) {
    OverlayKey key = set.added(partition).random(overlay, random);
    if (key == null) {
      List<OverlayKey> added = List.of(new AddedKeys(overlay).sorted().keys());
      key = added.get(random.nextInt(added.size()));
    }
    return key.copy();
  }
}
