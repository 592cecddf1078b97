package dev.rollcall.cli.bench;

import dev.rollcall.base.ByteSlices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** All lines in the order of their bytes, searched by halves. */
final class SortedArrayStructure implements Structure {
  /** The header and padding of a line's array, the pointer to it, and half of one while sorting. */
  private static final long BYTES_PER_LINE = 24 + 4 + 2;

  private final byte[][] lines;

  private SortedArrayStructure(byte[][] lines) {
    this.lines = lines;
  }

  static long heapBytes(KnownList list) {
    return list.bytes() + list.lines() * BYTES_PER_LINE;
  }

  static Structure load(KnownList list, Path directory, LongConsumer progress) throws IOException {
    byte[][] lines = new byte[list.lines()][];
    int[] count = {0};
    list.read(
        batch -> {
          for (int i = 0; i < batch.count(); i++) {
            lines[count[0]++] = batch.copy(i);
          }
          progress.accept(count[0]);
        });
    Arrays.sort(lines, Arrays::compareUnsigned);
    return new SortedArrayStructure(lines);
  }

  @Override
  public long contains(ByteSlices keys) {
    long answers = 0;
    for (int i = 0; i < keys.count(); i++) {
      if (contains(keys.bytes(), keys.start(i), keys.end(i))) {
        answers |= 1L << i;
      }
    }
    return answers;
  }

  private boolean contains(byte[] key, int start, int end) {
    int low = 0;
    int high = lines.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      byte[] line = lines[middle];
      int order = Arrays.compareUnsigned(line, 0, line.length, key, start, end);
      if (order == 0) {
        return true;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return false;
  }

  @Override
  public long fileBytes() {
    return 0;
  }
}
