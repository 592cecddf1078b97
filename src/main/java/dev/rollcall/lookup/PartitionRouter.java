package dev.rollcall.lookup;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * Tells which partition of a set a key belongs to. All nodes and all generations of a set must
 * agree on it, hence its seed comes from the set's name alone and neither it nor the number of
 * partitions ever changes. Immutable.
 */
public final class PartitionRouter {
  /**
   * Enough for a set of two thousand gigabytes at half a gigabyte a partition; more would only make
   * small files of large sets.
   */
  public static final int PARTITIONS_MAX = 4096;

  private final int partitions;
  private final int unusedBits;
  private final Hasher64 hasher;

  /**
   * @param partitions a power of two from 1 to {@link #PARTITIONS_MAX}
   */
  public PartitionRouter(int partitions, long seed) {
    if (!valid(partitions)) {
      throw new IllegalArgumentException("partitions " + partitions);
    }
    this.partitions = partitions;
    this.unusedBits = Long.SIZE - 1 - Integer.numberOfTrailingZeros(partitions);
    this.hasher = Hashing.xxh3_64(seed);
  }

  /** Whether a set may have so many partitions. */
  public static boolean valid(int partitions) {
    return partitions >= 1 && partitions <= PARTITIONS_MAX && Integer.bitCount(partitions) == 1;
  }

  /** The seed for the set of this name. */
  public static long seed(String set) {
    return Hashing.xxh3_64().hashBytesToLong(set.getBytes(StandardCharsets.UTF_8));
  }

  public int partitions() {
    return partitions;
  }

  /** The partition, from 0, of the key in a range of {@code bytes}. */
  public int partition(byte[] bytes, int start, int length) {
    // Shifted in two steps: one partition uses no bit, and a shift by 64 would shift nothing.
    return (int) (hasher.hashBytesToLong(bytes, start, length) >>> 1 >>> unusedBits);
  }
}
