package dev.rollcall.cli;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Looks for the server's request to quit in what a {@code relay} listener sends: the four bytes
 * {@code Quit} where a message could begin, and nothing after them. Messages of others end in a
 * newline each. Not thread-safe.
 */
final class QuitWatch {
  private static final byte[] QUIT = "Quit".getBytes(StandardCharsets.US_ASCII);

  private final byte[] line = new byte[QUIT.length];
  private int lineBytes;

  void take(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      if (bytes[i] == '\n') {
        lineBytes = 0;
      } else {
        if (lineBytes < line.length) {
          line[lineBytes] = bytes[i];
        }
        lineBytes++;
      }
    }
  }

  /** Whether what came last is the request, unless more follows. */
  boolean isQuit() {
    return lineBytes == QUIT.length && Arrays.equals(line, QUIT);
  }
}
