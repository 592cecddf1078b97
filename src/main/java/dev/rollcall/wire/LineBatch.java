package dev.rollcall.wire;

import dev.rollcall.base.ByteSlices;
import java.util.Arrays;

/**
 * The frames that one chunk of bytes completed, in the order they came. A frame that was longer
 * than allowed stands in its place as an empty one that {@link #isTooLong} tells apart. Not to be
 * changed once it was handed out; safe to share from then on.
 */
public final class LineBatch {
  private static final int[] NONE = new int[0];

  private final ByteSlices frames;
  private final boolean terminated;
  private int[] tooLong = NONE;

  /**
   * @param terminated whether the frames to be added say themselves where they end
   */
  LineBatch(byte[] bytes, boolean terminated) {
    this.frames = new ByteSlices(bytes);
    this.terminated = terminated;
  }

  void add(int start, int end) {
    frames.add(start, end);
  }

  void addTooLong() {
    tooLong = Arrays.copyOf(tooLong, tooLong.length + 1);
    tooLong[tooLong.length - 1] = frames.count();
    frames.add(0, 0);
  }

  /** All frames; those that were too long are empty here. */
  public ByteSlices frames() {
    return frames;
  }

  /**
   * Whether the client has ended these frames itself, with a newline where frames are lines, rather
   * than by falling silent.
   */
  public boolean terminated() {
    return terminated;
  }

  public int count() {
    return frames.count();
  }

  public boolean isEmpty() {
    return frames.isEmpty();
  }

  /** Whether the frame with this index was longer than allowed. */
  public boolean isTooLong(int index) {
    return tooLong.length > 0 && Arrays.binarySearch(tooLong, index) >= 0;
  }

  /** How many of the frames were longer than allowed. */
  public int tooLongCount() {
    return tooLong.length;
  }
}
