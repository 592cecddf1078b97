package dev.rollcall.lookup;

import dev.rollcall.base.ByteSlices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Answers one batch of keys by reading the source itself, for sources changed a moment ago. Made
 * for up to a few thousand keys: they are looked for line by line, in a table that is keyed by one
 * word of them and their length, so that the lines need no hash. Not thread-safe.
 */
public final class SourceScan {
  private static final int NONE = -1;
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private final ByteSlices keys;
  private final long[] answers;

  /** The first key of each slot, and for each key the next one of its slot. */
  private final int[] slots;

  private final int[] next;
  private final long[] probes;
  private final int unusedBits;

  private SourceScan(ByteSlices keys) {
    int count = keys.count();
    // Eight slots a key: nearly every line ends at an empty one.
    int size = Math.max(Long.SIZE, Integer.highestOneBit(count) << 4);
    this.keys = keys;
    this.answers = new long[(count + Long.SIZE - 1) / Long.SIZE];
    this.slots = new int[size];
    this.next = new int[count];
    this.probes = new long[count];
    this.unusedBits = Long.SIZE - Integer.numberOfTrailingZeros(size);
    Arrays.fill(slots, NONE);
    for (int i = 0; i < count; i++) {
      probes[i] = Words.probe(keys.bytes(), keys.start(i), keys.length(i));
      int slot = slot(probes[i], keys.length(i));
      next[i] = slots[slot];
      slots[slot] = i;
    }
  }

  /**
   * Reads the source once from start to end, by the same rules as a build does.
   *
   * @return the answers and, as their generation, the fingerprint of what was read
   * @throws dev.rollcall.base.UserError if the source cannot be read or a line is too long
   */
  public static Answers scan(Path source, ByteSlices keys) throws IOException {
    SourceScan scan = new SourceScan(keys);
    try (SourceReader reader = new SourceReader(source, Long.MAX_VALUE, bytes -> {})) {
      SourceReader.Block block = new SourceReader.Block();
      Lines lines = new Lines();
      while (reader.next(block)) {
        scan.compare(reader, block, lines);
      }
      return new Answers(reader.fingerprint(), scan.answers);
    }
  }

  private void compare(SourceReader reader, SourceReader.Block block, Lines lines)
      throws IOException {
    byte[] bytes = block.bytes();
    lines.reset(bytes, 0, block.end());
    while (lines.next()) {
      int start = lines.start();
      int length = lines.length();
      if (length > Lines.BYTES_MAX) {
        throw reader.tooLong(block.offset() + start);
      }
      long probe = Words.probe(bytes, start, length);
      int key = slots[slot(probe, length)];
      while (key != NONE) {
        if (probes[key] == probe && equal(key, bytes, start, length)) {
          answers[key >>> 6] |= 1L << key;
        }
        key = next[key];
      }
    }
  }

  private boolean equal(int key, byte[] bytes, int start, int length) {
    return Arrays.equals(
        keys.bytes(), keys.start(key), keys.end(key), bytes, start, start + length);
  }

  private int slot(long probe, int length) {
    return (int) (((probe + length) * MIX) >>> unusedBits);
  }
}
