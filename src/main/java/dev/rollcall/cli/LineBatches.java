package dev.rollcall.cli;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream in batches: all that one read brought, so that a slow stream is not waited
 * for and a fast one costs little. One CR before a newline is not part of the line, as in a list's
 * file; a last line without newline counts. Not thread-safe.
 */
public final class LineBatches {
  private static final int CHUNK_BYTES = 64 << 10;

  /** Sixteen times the longest line a list may have. */
  private static final int LINE_BYTES_MAX = 16 << 20;

  private final InputStream in;
  private byte[] rest = {};
  private boolean ended;

  public LineBatches(InputStream in) {
    this.in = in;
  }

  /** At least one line; null at the end of the stream. */
  public @Nullable ByteSlices next() throws IOException {
    while (!ended) {
      byte[] chunk = Arrays.copyOf(rest, rest.length + CHUNK_BYTES);
      int count = in.read(chunk, rest.length, CHUNK_BYTES);
      ByteSlices lines = count < 0 ? lastLine() : wholeLines(chunk, rest.length + count);
      if (!lines.isEmpty()) {
        return lines;
      }
    }
    return null;
  }

  private ByteSlices lastLine() {
    ended = true;
    ByteSlices lines = new ByteSlices(rest, 1);
    if (rest.length > 0) {
      lines.add(0, rest.length);
    }
    return lines;
  }

  /** The lines that end in this chunk; what is behind them stays for the next. */
  private ByteSlices wholeLines(byte[] chunk, int end) {
    ByteSlices lines = new ByteSlices(chunk);
    int start = 0;
    for (int i = rest.length; i < end; i++) {
      if (chunk[i] == '\n') {
        boolean carriageReturn = i > start && chunk[i - 1] == '\r';
        lines.add(start, carriageReturn ? i - 1 : i);
        start = i + 1;
      }
    }
    rest = Arrays.copyOfRange(chunk, start, end);
    if (rest.length > LINE_BYTES_MAX) {
      throw UserError.configuration("a line of standard input is longer than 16 MiB");
    }
    return lines;
  }
}
