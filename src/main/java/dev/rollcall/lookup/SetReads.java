package dev.rollcall.lookup;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Counts the members of one set, walks through them, chooses some, on all nodes. Thread-safe. */
final class SetReads {
  /** Members that are read without leaving the thread: it takes but a moment. */
  private static final long READ_AT_ONCE_MAX = 1000;

  /** As many members as one answer can hold. */
  private static final int SAMPLED_MAX =
      EditableMembership.WHOLE_BYTES_MAX / PartitionReader.MEMBER_BYTES;

  private final PartitionReads reads;
  private final LocalSet set;
  private final Executor blocking;

  /**
   * @param blocking runs what may wait for the disk, or take long
   */
  SetReads(PartitionReads reads, Executor blocking) {
    this.reads = reads;
    this.set = reads.set();
    this.blocking = blocking;
  }

  /** How many members there are. */
  CompletableFuture<Long> count() {
    return whereItMayTakeLong(
        () -> counts().thenApply(counts -> counts.stream().mapToLong(Long::longValue).sum()));
  }

  /** By partition. */
  private CompletableFuture<List<Long>> counts() {
    List<CompletableFuture<Long>> counts =
        IntStream.range(0, set.router().partitions()).mapToObj(reads::count).toList();
    return CompletableFuture.allOf(counts.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> counts.stream().map(CompletableFuture::join).toList());
  }

  /** Members from a cursor on, see {@link EditableMembership#scan}. */
  CompletableFuture<MemberPage> scan(long cursor, int count) {
    ScanCursor at = ScanCursor.of(cursor, set.router().partitions());
    return whereItMayTakeLong(() -> new Scanning(reads, blocking, at, count).run());
  }

  /** Members chosen at random, see {@link EditableMembership#sample}. */
  CompletableFuture<List<byte[]>> sample(int count) {
    return whereItMayTakeLong(() -> counts().thenCompose(counts -> sample(counts, count)));
  }

  /** First how many of each partition, so that one message asks for all of them. */
  private CompletableFuture<List<byte[]>> sample(List<Long> counts, int count) {
    long[] ends = new long[counts.size()];
    long all = 0;
    for (int i = 0; i < ends.length; i++) {
      all += counts.get(i);
      ends[i] = all;
    }
    if (all == 0) {
      return CompletableFuture.completedFuture(List.of());
    }
    int[] shares = new int[ends.length];
    for (int i = 0; i < Math.min(count, SAMPLED_MAX); i++) {
      int found = Arrays.binarySearch(ends, ThreadLocalRandom.current().nextLong(all) + 1);
      shares[found >= 0 ? first(ends, found) : -found - 1]++;
    }
    return new Sampling(reads, blocking, shares).run();
  }

  /** The first of several partitions that end at the same place: the others are empty. */
  private static int first(long[] ends, int found) {
    int first = found;
    while (first > 0 && ends[first - 1] == ends[found]) {
      first--;
    }
    return first;
  }

  private <T> CompletableFuture<T> whereItMayTakeLong(Supplier<CompletableFuture<T>> work) {
    return isSmall()
        ? work.get()
        : CompletableFuture.completedFuture(work).thenComposeAsync(later -> later.get(), blocking);
  }

  private boolean isSmall() {
    LocalSet.View view = set.view();
    return view != null
        && view.generation().count() <= READ_AT_ONCE_MAX
        && IntStream.range(0, set.router().partitions())
                .mapToLong(partition -> view.overlay(partition).size())
                .sum()
            <= READ_AT_ONCE_MAX;
  }
}
