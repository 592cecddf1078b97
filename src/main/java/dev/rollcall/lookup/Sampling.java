package dev.rollcall.lookup;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

/** Members chosen at random, so many of each partition. Used once. */
final class Sampling {
  private final PartitionReads reads;
  private final Executor blocking;
  private final int[] shares;

  private final List<byte[]> members = new ArrayList<>();
  private long bytes;
  private int partition;

  /**
   * @param blocking goes on when another node has answered
   * @param shares how many of each partition; becomes this object's own
   */
  Sampling(PartitionReads reads, Executor blocking, int[] shares) {
    this.reads = reads;
    this.blocking = blocking;
    this.shares = shares;
  }

  /** The members, in no order. */
  CompletableFuture<List<byte[]>> run() {
    while (partition < shares.length && bytes < EditableMembership.WHOLE_BYTES_MAX) {
      if (shares[partition] == 0) {
        partition++;
        continue;
      }
      CompletableFuture<List<byte[]>> some = reads.read(partition, question(shares[partition]));
      if (!some.isDone() || some.isCompletedExceptionally()) {
        return some.thenComposeAsync(
            found -> {
              take(found);
              return run();
            },
            blocking);
      }
      take(some.join());
    }
    // They came partition by partition.
    Collections.shuffle(members, ThreadLocalRandom.current());
    return CompletableFuture.completedFuture(members);
  }

  private PartitionReads.Question<List<byte[]>> question(int count) {
    long bytesMax = EditableMembership.WHOLE_BYTES_MAX - bytes;
    return new PartitionReads.Question<>(
        reader -> reader.sample(count, bytesMax, ThreadLocalRandom.current()),
        replyTo -> new Partition.Sample(count, replyTo),
        reply -> reply instanceof Partition.Sampled sampled ? sampled.members().list() : null);
  }

  private void take(List<byte[]> some) {
    members.addAll(some);
    some.forEach(member -> bytes += PartitionReader.cost(member));
    // A partition that has lost its members meanwhile gives none.
    shares[partition] = some.isEmpty() ? 0 : shares[partition] - some.size();
  }
}
