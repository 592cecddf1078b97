package dev.rollcall.base;

import java.util.Arrays;
import java.util.List;

/**
 * A batch of byte strings, kept as ranges over one array, so that the lines of a chunk need not be
 * copied one by one. The array is never written again once a range of it was added. Not thread-safe
 * while ranges are added; safe to share afterwards.
 */
public final class ByteSlices {
  private static final int FEW = 16;

  private final byte[] bytes;
  private int[] starts;
  private int[] ends;
  private int count;

  public ByteSlices(byte[] bytes) {
    this(bytes, FEW);
  }

  /** An empty batch over {@code bytes} with room for {@code expected} ranges before it grows. */
  public ByteSlices(byte[] bytes, int expected) {
    this.bytes = bytes;
    this.starts = new int[expected];
    this.ends = new int[expected];
  }

  /** A batch with copies of the given strings. */
  public static ByteSlices copyOf(List<byte[]> strings) {
    int total = 0;
    for (byte[] string : strings) {
      total += string.length;
    }
    ByteSlices slices = new ByteSlices(new byte[total], strings.size());
    int start = 0;
    for (byte[] string : strings) {
      System.arraycopy(string, 0, slices.bytes, start, string.length);
      slices.add(start, start + string.length);
      start += string.length;
    }
    return slices;
  }

  /** Adds the range from {@code start} (inclusive) to {@code end} (exclusive). */
  public void add(int start, int end) {
    if (start < 0 || start > end || end > bytes.length) {
      throw new IndexOutOfBoundsException(start + ".." + end + " of " + bytes.length);
    }
    if (count == starts.length) {
      int larger = Math.max(FEW, count * 2);
      starts = Arrays.copyOf(starts, larger);
      ends = Arrays.copyOf(ends, larger);
    }
    starts[count] = start;
    ends[count] = end;
    count++;
  }

  /** The array that the ranges lie in; not to be written to. */
  public byte[] bytes() {
    return bytes;
  }

  public int count() {
    return count;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  public int start(int index) {
    return starts[index];
  }

  public int end(int index) {
    return ends[index];
  }

  public int length(int index) {
    return ends[index] - starts[index];
  }

  /** A copy of one string. */
  public byte[] copy(int index) {
    return Arrays.copyOfRange(bytes, starts[index], ends[index]);
  }
}
