package dev.rollcall.client;

import dev.rollcall.base.ByteSlices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * One connection to a {@code lookup} listener: texts go out as lines, answers come in as lines in
 * the same order. One thread may send while another receives.
 */
final class LookupConnection implements AutoCloseable {
  private static final int ANSWER_BYTES_MAX = 4096;
  private static final byte[] NOTHING = {};
  private static final byte[] EXISTS = "STRING EXISTS".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOT_FOUND = "STRING NOT FOUND".getBytes(StandardCharsets.US_ASCII);

  private final LineConnection lines;

  LookupConnection(StreamConnection stream) {
    this.lines = new LineConnection(stream, "lookup", ANSWER_BYTES_MAX);
  }

  /** Sends the texts, each as one line. */
  void send(ByteSlices texts) throws IOException {
    lines.putLines(NOTHING, texts);
    lines.flush();
  }

  /** Waits for {@code count} answers; bit i says whether text i exists. */
  BitSet receive(int count) throws IOException {
    BitSet answers = new BitSet(count);
    for (int i = 0; i < count; i++) {
      lines.next();
      answers.set(i, isMember());
    }
    return answers;
  }

  @Override
  public void close() {
    lines.close();
  }

  private boolean isMember() throws IOException {
    if (lines.lineIs(EXISTS)) {
      return true;
    }
    if (lines.lineIs(NOT_FOUND)) {
      return false;
    }
    throw lines.error();
  }
}
