package dev.rollcall.lookup;

/**
 * How much a build may use.
 *
 * @param memoryBytes heap for lines on their way, about
 * @param segmentBytes the length of a segment file
 * @param threads how many threads work at once
 */
record BuildLimits(long memoryBytes, long segmentBytes, int threads) {
  /**
   * Leaves a quarter of a heap of 256 MiB to the rest of the program. More than a few threads would
   * only wait for the disk.
   */
  static final BuildLimits DEFAULT =
      new BuildLimits(
          192L * 1024 * 1024,
          SegmentHeader.FILE_BYTES_MAX,
          Math.min(Runtime.getRuntime().availableProcessors(), 8));

  /** What lines may take before they are dealt out again; larger sources go through a file. */
  long spillBytes() {
    return memoryBytes / 3;
  }

  /** What each thread may take to put the lines of a segment in order. */
  long tableBytes() {
    return (memoryBytes - spillBytes()) / threads;
  }
}
