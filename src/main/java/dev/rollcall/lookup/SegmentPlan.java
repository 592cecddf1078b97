package dev.rollcall.lookup;

/**
 * Into which parts a build deals lines: for each partition one, or several slices of the range of
 * hashes where a partition would be too large for the memory of one thread.
 *
 * @param partitions how many partitions, hence segments, there are
 * @param slices how many slices each of them has, a power of two
 * @param seed the seed of the hash inside the segments
 */
record SegmentPlan(int partitions, int slices, long seed) {
  /** More would make the chunks of the spill too small. */
  private static final int SLICES_MAX = 64;

  /**
   * Slices are planned to fill this share of a table, since nobody knows yet how long lines are.
   */
  private static final int TABLE_SHARE = 4;

  static SegmentPlan of(int partitions, long seed, long sourceBytes, BuildLimits limits) {
    long partitionBytes = sourceBytes / partitions;
    int slices = 1;
    while (slices < SLICES_MAX && partitionBytes / slices > limits.tableBytes() / TABLE_SHARE) {
      slices *= 2;
    }
    return new SegmentPlan(partitions, slices, seed);
  }

  int parts() {
    return partitions * slices;
  }

  int part(int partition, int slice) {
    return partition * slices + slice;
  }

  /** The slice that holds this place in the range of hashes, see {@link EntryTable}. */
  int slice(long place) {
    return (int) ((place * slices) >>> Integer.SIZE);
  }

  /** Where in the range of hashes a slice ends. */
  long sliceEnd(int slice) {
    return EntryTable.ALL / slices * (slice + 1);
  }
}
