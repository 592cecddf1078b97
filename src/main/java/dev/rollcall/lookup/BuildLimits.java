package dev.rollcall.lookup;

/**
 * How much a build may use.
 *
 * @param memoryBytes heap for lines on their way, about; sources up to a third of it are built
 *     without temporary files
 * @param segmentBytes the length of a segment file
 * @param threads how many threads work at once
 */
record BuildLimits(long memoryBytes, long segmentBytes, int threads) {
  /**
   * Leaves room in a heap of 256 MiB for the rest of the program. More than a few threads would
   * only wait for the disk.
   */
  static final BuildLimits DEFAULT =
      new BuildLimits(
          192L * 1024 * 1024,
          SegmentHeader.FILE_BYTES_MAX,
          Math.min(Runtime.getRuntime().availableProcessors(), 8));
}
