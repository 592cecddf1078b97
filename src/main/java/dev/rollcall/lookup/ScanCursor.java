package dev.rollcall.lookup;

/**
 * Where a walk through a set stands. As a number, which is positive, it is
 *
 * <pre>
 *  63    62                  33 + p        33                               0
 *  | 0 | layout (30 - p bits) | partition | position (33 bits)              |
 * </pre>
 *
 * where p bits number the set's partitions. The layout is part of {@link Generation#layout} and
 * says for which order of entries the position holds. Positions below {@link #ADDED} are buckets of
 * the segment, those above it hashes of members that were added at run time. 0 is the beginning.
 *
 * @param layout all of its bits, or those that a number had room for
 */
record ScanCursor(int partition, long layout, long position) {
  static final int POSITION_BITS = 33;

  /** Where members that were added at run time begin. */
  static final long ADDED = 1L << (POSITION_BITS - 1);

  private static final long POSITION_MASK = (1L << POSITION_BITS) - 1;

  /** The cursor with this number, of a set that has so many partitions. */
  static ScanCursor of(long number, int partitions) {
    int bits = Integer.numberOfTrailingZeros(partitions);
    return new ScanCursor(
        (int) (number >>> POSITION_BITS) & (partitions - 1),
        number >>> (POSITION_BITS + bits),
        number & POSITION_MASK);
  }

  /** Its number, of a set that has so many partitions. */
  long number(int partitions) {
    int bits = Integer.numberOfTrailingZeros(partitions);
    return part(layout, partitions) << (POSITION_BITS + bits)
        | (long) partition << POSITION_BITS
        | position;
  }

  /** So much of a layout as a number has room for. */
  static long part(long layout, int partitions) {
    int bits = Integer.numberOfTrailingZeros(partitions);
    return layout & ((1L << (Long.SIZE - 1 - POSITION_BITS - bits)) - 1);
  }
}
