package dev.rollcall.cli.bench;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Counts acknowledgements of appends: {@code OK ID} each, with IDs that grow. Anything else is an
 * error that the server told, or wrong. Not thread-safe.
 */
final class AckCheck implements Load.Check {
  private static final byte[] OK = "OK ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ERROR = "ERROR ".getBytes(StandardCharsets.US_ASCII);

  private final LineSplitter lines = new LineSplitter(this::judge);
  private final GrowingId last = new GrowingId();
  private int missing;
  private long wrong;
  private long errors;

  @Override
  public void expect(int from, int to) {
    missing = to - from;
  }

  @Override
  public boolean take(ByteBuf arrived) {
    lines.take(arrived);
    return missing <= 0;
  }

  @Override
  public long wrong() {
    return wrong;
  }

  @Override
  public long errors() {
    return errors;
  }

  private void judge(ByteBuf line, int start, int end) {
    missing--;
    if (LineSplitter.startsWith(line, start, end, OK)) {
      boolean grown = last.advance(line, start + OK.length, end) == end;
      wrong += grown && missing >= 0 ? 0 : 1;
    } else if (LineSplitter.startsWith(line, start, end, ERROR)) {
      errors++;
    } else {
      wrong++;
    }
  }
}
