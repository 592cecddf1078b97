package dev.rollcall.wire;

/**
 * Cuts a stream of bytes into the frames of the line protocols.
 *
 * <pre>
 *   NUL* frame CR? LF      a terminated frame
 *   NUL* frame             an unterminated one: complete when {@link #end} says so
 * </pre>
 *
 * NULs before a frame are padding of the one before it and belong to nothing. What else is dropped
 * depends on the {@link Trimming}. A frame longer than {@code frameBytesMax} (its newline and one
 * CR before that not counted) is reported in its place, as soon as it is known to be too long, and
 * the rest of it is thrown away: no more than {@code frameBytesMax} and two bytes are ever kept
 * between chunks, in an array of at most twice their number. Where the chunks are cut makes no
 * difference to the frames. Not thread-safe.
 */
public final class LineDecoder implements FrameDecoder {
  /** What is taken off a frame before it is handed out. */
  public enum Trimming {
    /** The newline, one CR before it, then NULs at the end. An unterminated frame keeps its CR. */
    PADDING,
    /** Nothing: the frame is handed out with its newline, if it had one. */
    NONE
  }

  private static final byte[] EMPTY = new byte[0];

  /** A CR LF that turns out to end a frame of the greatest length. */
  private static final int LINE_END_BYTES = 2;

  private final int frameBytesMax;
  private final Trimming trimming;

  /** Its first byte is never a NUL. */
  private final HeldFrame held;

  /** The held frame was too long and reported; everything up to the next newline is dropped. */
  private boolean discarding;

  private boolean terminatedOnce;
  private long framesStarted;

  /**
   * @param frameBytesMax the longest frame allowed, in bytes; at least 1
   */
  public LineDecoder(int frameBytesMax, Trimming trimming) {
    this.frameBytesMax = frameBytesMax;
    this.trimming = trimming;
    this.held = new HeldFrame(frameBytesMax + LINE_END_BYTES);
  }

  @Override
  public LineBatch decode(byte[] chunk) {
    int searchFrom = held.length();
    if (searchFrom > 0 && newline(chunk, 0) < 0) {
      return keepMore(chunk);
    }
    return cut(held.releaseWith(chunk), searchFrom);
  }

  @Override
  public LineBatch end() {
    byte[] bytes = held.release();
    LineBatch batch = new LineBatch(bytes, false);
    if (bytes.length > frameBytesMax) {
      batch.addTooLong();
    } else if (bytes.length > 0) {
      batch.add(
          0, trimming == Trimming.NONE ? bytes.length : withoutPadding(bytes, 0, bytes.length));
    }
    discarding = false;
    return batch;
  }

  /** A frame that is being thrown away counts until its newline. */
  @Override
  public long unfinishedFrame() {
    return held.length() > 0 || discarding ? framesStarted : 0;
  }

  /** Never again once a frame has ended with a newline: quiet may be the network's. */
  @Override
  public boolean endsByQuiet() {
    return unfinishedFrame() != 0 && !terminatedOnce;
  }

  @Override
  public int bytesHeld() {
    return held.capacity();
  }

  /** Cuts {@code bytes}, whose newlines are searched from {@code searchFrom}. */
  private LineBatch cut(byte[] bytes, int searchFrom) {
    LineBatch batch = new LineBatch(bytes, true);
    int start = 0;
    for (int end = newline(bytes, searchFrom); end >= 0; end = newline(bytes, end + 1)) {
      terminatedOnce = true;
      if (discarding) {
        discarding = false;
      } else {
        addTerminated(batch, bytes, start, end);
      }
      start = end + 1;
    }
    if (!discarding) {
      keep(batch, bytes, start);
    }
    return batch;
  }

  private void addTerminated(LineBatch batch, byte[] bytes, int start, int newline) {
    int from = withoutLeadingNuls(bytes, start, newline);
    int end = newline > from && bytes[newline - 1] == '\r' ? newline - 1 : newline;
    if (end - from > frameBytesMax) {
      batch.addTooLong();
    } else if (trimming == Trimming.NONE) {
      batch.add(from, newline + 1);
    } else {
      batch.add(from, withoutPadding(bytes, from, end));
    }
  }

  /** Keeps the beginning of the next frame. */
  private void keep(LineBatch batch, byte[] bytes, int start) {
    int from = withoutLeadingNuls(bytes, start, bytes.length);
    int length = bytes.length - from;
    if (length == 0) {
      return;
    }
    framesStarted++;
    if (certainlyTooLong(length, bytes[bytes.length - 1])) {
      batch.addTooLong();
      discarding = true;
    } else {
      held.append(bytes, from, bytes.length);
    }
  }

  /** Adds a chunk without newline to the held frame. */
  private LineBatch keepMore(byte[] chunk) {
    LineBatch batch = new LineBatch(EMPTY, true);
    if (chunk.length == 0) {
      return batch;
    }
    if (certainlyTooLong(held.length() + chunk.length, chunk[chunk.length - 1])) {
      held.release();
      batch.addTooLong();
      discarding = true;
    } else {
      held.append(chunk, 0, chunk.length);
    }
    return batch;
  }

  /** Whether an unfinished frame is too long even if its last byte is the CR of its line end. */
  private boolean certainlyTooLong(int length, byte last) {
    return length - (last == '\r' ? 1 : 0) > frameBytesMax;
  }

  private static int newline(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static int withoutLeadingNuls(byte[] bytes, int start, int end) {
    int from = start;
    while (from < end && bytes[from] == 0) {
      from++;
    }
    return from;
  }

  private static int withoutPadding(byte[] bytes, int start, int end) {
    int to = end;
    while (to > start && bytes[to - 1] == 0) {
      to--;
    }
    return to;
  }
}
