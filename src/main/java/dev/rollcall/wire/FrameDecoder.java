package dev.rollcall.wire;

/**
 * Cuts the bytes of one connection into frames. Where the chunks are cut makes no difference to the
 * frames. Not thread-safe.
 */
public interface FrameDecoder {
  /**
   * Takes the next bytes and gives the frames they complete. The frames may lie in {@code chunk},
   * which must not be written to any more.
   */
  LineBatch decode(byte[] chunk);

  /** The client has ended its side or stays quiet: gives the frame that this completes, if any. */
  LineBatch end();

  /** The number of the frame that has begun and not ended, counted from 1; 0 if there is none. */
  long unfinishedFrame();

  /** Whether the unfinished frame is complete once the client stays quiet. */
  boolean endsByQuiet();

  /** The memory kept for the unfinished frame, in bytes. */
  int bytesHeld();
}
