package dev.rollcall.wire;

/**
 * Cuts a stream into messages of clients that write each one as a whole and say nothing of its end:
 * a message is what arrives until {@link #end}, or {@code frameBytesMax} of it.
 *
 * <pre>
 *   NUL* message (LF | CR LF)? NUL*
 * </pre>
 *
 * Lines inside a message belong to it. One that is empty but for its padding is none. Not
 * thread-safe.
 */
public final class WholeWriteDecoder implements FrameDecoder {
  private final int frameBytesMax;
  private final HeldFrame held;
  private long framesStarted;

  /**
   * @param frameBytesMax the longest message, in bytes; at least 1
   */
  public WholeWriteDecoder(int frameBytesMax) {
    this.frameBytesMax = frameBytesMax;
    this.held = new HeldFrame(frameBytesMax);
  }

  @Override
  public LineBatch decode(byte[] chunk) {
    if (held.length() > 0 && held.length() + chunk.length < frameBytesMax) {
      held.append(chunk, 0, chunk.length);
      return new LineBatch(chunk, false);
    }
    byte[] bytes = held.releaseWith(chunk);
    LineBatch batch = new LineBatch(bytes, false);
    int start = withoutLeadingNuls(bytes, 0, bytes.length);
    while (bytes.length - start >= frameBytesMax) {
      add(batch, bytes, start, start + frameBytesMax);
      start = withoutLeadingNuls(bytes, start + frameBytesMax, bytes.length);
    }
    if (start < bytes.length) {
      framesStarted++;
      held.append(bytes, start, bytes.length);
    }
    return batch;
  }

  @Override
  public LineBatch end() {
    byte[] bytes = held.release();
    LineBatch batch = new LineBatch(bytes, false);
    add(batch, bytes, 0, bytes.length);
    return batch;
  }

  @Override
  public long unfinishedFrame() {
    return held.length() > 0 ? framesStarted : 0;
  }

  @Override
  public boolean endsByQuiet() {
    return held.length() > 0;
  }

  @Override
  public int bytesHeld() {
    return held.capacity();
  }

  private static void add(LineBatch batch, byte[] bytes, int start, int end) {
    int to = withoutTrailingNuls(bytes, start, end);
    if (to > start && bytes[to - 1] == '\n') {
      to--;
      to -= to > start && bytes[to - 1] == '\r' ? 1 : 0;
    }
    to = withoutTrailingNuls(bytes, start, to);
    if (to > start) {
      batch.add(start, to);
    }
  }

  private static int withoutLeadingNuls(byte[] bytes, int start, int end) {
    int from = start;
    while (from < end && bytes[from] == 0) {
      from++;
    }
    return from;
  }

  private static int withoutTrailingNuls(byte[] bytes, int start, int end) {
    int to = end;
    while (to > start && bytes[to - 1] == 0) {
      to--;
    }
    return to;
  }
}
