package dev.rollcall.lookup;

import java.util.random.RandomGenerator;

/**
 * Walks over the entries of a segment that nobody unmaps meanwhile, bucket by bucket. Not
 * thread-safe.
 */
final class SegmentEntries {
  /**
   * More entries than a bucket has: {@link SegmentBuilder} deals out six on average, by a hash that
   * nobody can foresee, and a tenfold bucket does not come about in the life of the universe.
   */
  private static final int ENTRIES_A_BUCKET_MAX = 64;

  /** Misses after which entries are counted instead: what was damaged must not keep a thread. */
  private static final int TRIES_MAX = 1_000_000;

  private final Segment segment;
  private int at;
  private int to;
  private int start;
  private int length;

  SegmentEntries(Segment segment) {
    this.segment = segment;
  }

  /** Begins with the entries of a bucket. */
  void bucket(int bucket) {
    at = Segment.offset(segment.directory(bucket));
    to = Segment.offset(segment.directory(bucket + 1));
  }

  /** Goes to the bucket's next entry; false where there is none. */
  boolean next() {
    if (at >= to) {
      return false;
    }
    length = segment.isFixed() ? segment.header().fixedLength() : length();
    start = at;
    at += length;
    // Entries may be damaged before that is noticed.
    return at <= to;
  }

  private int length() {
    int entry = segment.at(at++);
    if (entry < 0) {
      entry = (entry & 0x7f) | segment.at(at++) << 7;
      if (entry < 0) {
        entry = (entry & 0x3fff) | (segment.at(at++) & 0x7f) << 14;
      }
    }
    return entry;
  }

  /** A copy of the entry. */
  byte[] entry() {
    return segment.copy(start, length);
  }

  /** A copy of one of all entries, of which there is at least one; each is as likely. */
  byte[] random(RandomGenerator random) {
    if (segment.isFixed()) {
      int fixed = segment.header().fixedLength();
      long number = random.nextLong(segment.header().count());
      return segment.copy((int) (segment.header().entriesStart() + number * fixed), fixed);
    }
    for (int i = 0; i < TRIES_MAX; i++) {
      bucket(random.nextInt(segment.buckets()));
      // Small buckets lose as often as makes up for being chosen as often as large ones.
      if (skip(random.nextInt(ENTRIES_A_BUCKET_MAX)) && next()) {
        return entry();
      }
    }
    return numbered(random.nextLong(segment.header().count()));
  }

  private boolean skip(int entries) {
    for (int i = 0; i < entries; i++) {
      if (!next()) {
        return false;
      }
    }
    return true;
  }

  private byte[] numbered(long number) {
    long left = number;
    for (int bucket = 0; bucket < segment.buckets(); bucket++) {
      bucket(bucket);
      while (next()) {
        if (left-- == 0) {
          return entry();
        }
      }
    }
    throw new IllegalStateException("a segment has fewer entries than its header says");
  }
}
