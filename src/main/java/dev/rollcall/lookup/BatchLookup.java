package dev.rollcall.lookup;

import com.dynatrace.hash4j.hashing.Hasher64;
import dev.rollcall.base.ByteSlices;

/**
 * One thread's notes while it looks up a batch. A lookup waits for memory three times: for the
 * directory word, for the bucket, for the rest of the bucket. Done for 64 keys at a time, each step
 * for all of them before the next, the waiting overlaps. Not thread-safe.
 */
final class BatchLookup {
  /** As many keys as one word has answers; what they touch still fits into the nearest cache. */
  private static final int KEYS = Long.SIZE;

  private static final ThreadLocal<BatchLookup> OF_THREAD =
      ThreadLocal.withInitial(BatchLookup::new);

  private final long[] hashes = new long[KEYS];
  private final long[] directories = new long[KEYS];
  private final int[] buckets = new int[KEYS];
  private final int[] ends = new int[KEYS];
  private final Segment[] segments = new Segment[KEYS];
  private final int[] left = new int[KEYS];

  /** Takes what was touched, so that the compiler cannot leave the touching out. */
  @SuppressWarnings("UnusedVariable")
  private int touched;

  private BatchLookup() {}

  /** The notes of the calling thread. */
  static BatchLookup ofThread() {
    return OF_THREAD.get();
  }

  /** Answers the keys from {@code first} on, at most 64, in the bits of a word. */
  long contains(
      Segment[] all, PartitionRouter router, Hasher64 hasher, ByteSlices keys, int first) {
    int candidates = hash(all, router, hasher, keys, first);
    readDirectories(candidates);
    int remaining = dropMisses(candidates);
    touch(remaining);
    return compare(keys, first, remaining);
  }

  private int hash(
      Segment[] all, PartitionRouter router, Hasher64 hasher, ByteSlices keys, int first) {
    byte[] bytes = keys.bytes();
    int count = Math.min(KEYS, keys.count() - first);
    int candidates = 0;
    for (int i = 0; i < count; i++) {
      int start = keys.start(first + i);
      int length = keys.length(first + i);
      Segment segment = all[router.partition(bytes, start, length)];
      if (segment.holdsLength(length)) {
        long hash = hasher.hashBytesToLong(bytes, start, length);
        segments[i] = segment;
        hashes[i] = hash;
        buckets[i] = segment.bucket(hash);
        left[candidates++] = i;
      }
    }
    return candidates;
  }

  private void readDirectories(int count) {
    for (int i = 0; i < count; i++) {
      int key = left[i];
      directories[key] = segments[key].directory(buckets[key]);
      ends[key] = Segment.offset(segments[key].directory(buckets[key] + 1));
    }
  }

  private int dropMisses(int count) {
    int remaining = 0;
    for (int i = 0; i < count; i++) {
      int key = left[i];
      if (Segment.mayContain(directories[key], hashes[key])) {
        left[remaining++] = key;
      }
    }
    return remaining;
  }

  private void touch(int count) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      int key = left[i];
      sum += segments[key].touch(Segment.offset(directories[key]), ends[key]);
    }
    touched = sum;
  }

  private long compare(ByteSlices keys, int first, int count) {
    byte[] bytes = keys.bytes();
    long answers = 0;
    for (int i = 0; i < count; i++) {
      int key = left[i];
      int start = keys.start(first + key);
      int length = keys.length(first + key);
      long probe = Words.probe(bytes, start, length);
      int from = Segment.offset(directories[key]);
      if (segments[key].find(from, ends[key], bytes, start, length, probe)) {
        answers |= 1L << key;
      }
    }
    return answers;
  }
}
