package dev.rollcall.cli.bench;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Judges what a follower gets of the messages that {@link TimedAppendLoad} makes: every appender's
 * from the first on, without gap or duplicate, under IDs that grow; that makes one order for all
 * followers. Messages of others are left aside. Not thread-safe.
 */
final class DeliveryCheck {
  private static final byte[] ERROR = "ERROR ".getBytes(StandardCharsets.US_ASCII);

  private final byte[] head;
  private final byte[] run;
  private final long[] expected;
  private final LineSplitter lines = new LineSplitter(this::judge);
  private final GrowingId last = new GrowingId();
  private final LatencyHistogram latencies = new LatencyHistogram();
  private long nowNanos;
  private long deliveries;
  private long gaps;
  private long duplicates;
  private long disorder;
  private long errors;

  DeliveryCheck(String topic, String run, int appenders) {
    this.head = (topic + " ").getBytes(StandardCharsets.UTF_8);
    this.run = (" " + run + " ").getBytes(StandardCharsets.UTF_8);
    this.expected = new long[appenders];
  }

  /** Takes what arrived at {@code nanos} of {@link System#nanoTime}. */
  void take(ByteBuf arrived, long nanos) {
    nowNanos = nanos;
    lines.take(arrived);
  }

  long deliveries() {
    return deliveries;
  }

  /** Messages that were skipped. */
  long gaps() {
    return gaps;
  }

  /** Messages that came again, or after a later one of the same appender. */
  long duplicates() {
    return duplicates;
  }

  /** Messages whose ID did not grow. */
  long disorder() {
    return disorder;
  }

  /** Lines that were errors. */
  long errors() {
    return errors;
  }

  /** From sending to delivery. */
  LatencyHistogram latencies() {
    return latencies;
  }

  private void judge(ByteBuf line, int start, int end) {
    if (!LineSplitter.startsWith(line, start, end, head)) {
      errors += LineSplitter.startsWith(line, start, end, ERROR) ? 1 : 0;
      return;
    }
    int idStart = start + head.length;
    int idEnd = blank(line, idStart, end);
    if (last.advance(line, idStart, idEnd) != idEnd) {
      disorder++;
    }
    if (LineSplitter.startsWith(line, idEnd, end, run)) {
      count(new Digits(line, end), idEnd + run.length);
    }
  }

  private void count(Digits digits, int start) {
    int appender = (int) digits.read(start);
    long number = digits.read(digits.position() + 1);
    long sentNanos = digits.read(digits.position() + 1);
    if (number < expected[appender]) {
      duplicates++;
      return;
    }
    gaps += number - expected[appender];
    expected[appender] = number + 1;
    deliveries++;
    latencies.record(nowNanos - sentNanos);
  }

  private static int blank(ByteBuf line, int start, int end) {
    int length = line.bytesBefore(start, end - start, (byte) ' ');
    return length < 0 ? end : start + length;
  }
}
