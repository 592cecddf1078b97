package dev.rollcall.cli.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Compares what a server answers with what it should, a chunk at once while all is right and line
 * by line from the first difference to the end of the batch. Not thread-safe.
 */
final class AnswerCheck implements Load.Check {
  private static final byte[] ERROR = "ERROR ".getBytes(StandardCharsets.US_ASCII);

  private final Workload workload;
  private int request;
  private int batchEnd;
  private int position;
  private boolean byLine;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long wrong;
  private long errors;

  AnswerCheck(Workload workload) {
    this.workload = workload;
  }

  @Override
  public void expect(int from, int to) {
    request = from;
    batchEnd = to;
    position = workload.answerStart(from);
    byLine = false;
  }

  @Override
  public boolean take(ByteBuf arrived) {
    if (!byLine) {
      int expected = workload.answerStart(batchEnd) - position;
      int length = Math.min(expected, arrived.readableBytes());
      int start = arrived.readerIndex();
      if (ByteBufUtil.equals(workload.answers(), position, arrived, start, length)) {
        position += length;
        arrived.skipBytes(length);
        return length == expected;
      }
      compareByLine();
    }
    return takeLines(arrived);
  }

  @Override
  public long wrong() {
    return wrong;
  }

  @Override
  public long errors() {
    return errors;
  }

  /** Goes on from the line that the last right chunk ended in. */
  private void compareByLine() {
    byLine = true;
    line.reset();
    while (workload.answerStart(request + 1) <= position) {
      request++;
    }
    for (int i = workload.answerStart(request); i < position; i++) {
      line.write(workload.answers().getByte(i));
    }
  }

  private boolean takeLines(ByteBuf arrived) {
    while (arrived.isReadable() && request < batchEnd) {
      byte b = arrived.readByte();
      line.write(b);
      if (b == '\n') {
        judge(line.toByteArray());
        line.reset();
        request++;
      }
    }
    return request == batchEnd;
  }

  private void judge(byte[] answer) {
    int start = workload.answerStart(request);
    int length = workload.answerStart(request + 1) - start;
    boolean right = length == answer.length;
    for (int i = 0; right && i < length; i++) {
      right = workload.answers().getByte(start + i) == answer[i];
    }
    if (!right && startsWithError(answer)) {
      errors++;
    } else if (!right) {
      wrong++;
    }
  }

  private static boolean startsWithError(byte[] answer) {
    return answer.length >= ERROR.length
        && Arrays.equals(answer, 0, ERROR.length, ERROR, 0, ERROR.length);
  }
}
