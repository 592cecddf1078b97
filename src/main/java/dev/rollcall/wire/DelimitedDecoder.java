package dev.rollcall.wire;

/**
 * Cuts a stream into frames that say their length first, as Protocol Buffers' own libraries write
 * several messages to one stream.
 *
 * <pre>
 *   length: varint, 7 bits a byte, lowest first     frame: so many bytes
 * </pre>
 *
 * A frame longer than {@code frameBytesMax} is reported in its place as soon as its length is
 * known, and nothing is read after it: whether what follows is a frame nobody can know. A frame
 * that is cut short by the end of the stream is none. Not thread-safe.
 */
public final class DelimitedDecoder implements FrameDecoder {
  private static final byte[] EMPTY = new byte[0];

  /** Five times seven bits hold any length allowed. */
  private static final int PREFIX_BYTES_MAX = 5;

  private final int frameBytesMax;
  private final HeldFrame held;
  private boolean broken;
  private long framesStarted;

  /** Where the next frame's bytes start, and where they end if that is known already. */
  private int frameStart;

  private long frameEnd;

  /**
   * @param frameBytesMax the longest frame, in bytes
   */
  public DelimitedDecoder(int frameBytesMax) {
    this.frameBytesMax = frameBytesMax;
    this.held = new HeldFrame(frameBytesMax + PREFIX_BYTES_MAX);
  }

  @Override
  public LineBatch decode(byte[] chunk) {
    if (broken || chunk.length == 0) {
      return new LineBatch(EMPTY, true);
    }
    if (held.length() > 0 && frameEnd > 0 && held.length() + (long) chunk.length < frameEnd) {
      held.append(chunk, 0, chunk.length);
      return new LineBatch(EMPTY, true);
    }
    byte[] bytes = held.releaseWith(chunk);
    LineBatch batch = new LineBatch(bytes, true);
    int start = 0;
    while (readPrefix(bytes, start) && frameEnd <= bytes.length) {
      batch.add(frameStart, (int) frameEnd);
      start = (int) frameEnd;
    }
    if (broken) {
      batch.addTooLong();
    } else if (start < bytes.length) {
      framesStarted++;
      held.append(bytes, start, bytes.length);
      frameEnd -= frameEnd > 0 ? start : 0;
    }
    return batch;
  }

  /** Whether a frame's length is there; sets where it starts and ends. */
  private boolean readPrefix(byte[] bytes, int start) {
    frameEnd = 0;
    long length = 0;
    for (int i = start; i < bytes.length; i++) {
      length |= (bytes[i] & 0x7fL) << (7 * (i - start));
      if (length > frameBytesMax || i - start == PREFIX_BYTES_MAX) {
        broken = true;
        return false;
      }
      if (bytes[i] >= 0) {
        frameStart = i + 1;
        frameEnd = frameStart + length;
        return true;
      }
    }
    return false;
  }

  @Override
  public LineBatch end() {
    held.release();
    return new LineBatch(EMPTY, true);
  }

  @Override
  public long unfinishedFrame() {
    return held.length() > 0 ? framesStarted : 0;
  }

  @Override
  public boolean endsByQuiet() {
    return false;
  }

  @Override
  public int bytesHeld() {
    return held.capacity();
  }
}
