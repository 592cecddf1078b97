package dev.rollcall.cli.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * Appends of one connection whose texts say who sent them, in which order, and when: what {@link
 * DeliveryCheck} reads. Made as they are sent. Not thread-safe.
 *
 * <pre>
 *   RUN APPENDER NUMBER NANOS xxxx…
 * </pre>
 */
final class TimedAppendLoad implements Load {
  /** As many as no run sends; they are not kept anywhere. */
  private static final int COUNT = 1 << 30;

  private static final int PADDING_MAX = 1 << 20;
  private static final byte[] PADDING = "x".repeat(PADDING_MAX).getBytes(StandardCharsets.US_ASCII);

  private final byte[] head;
  private final int appender;
  private final int size;
  private long number;

  /**
   * @param run tells this run's messages from others in the topic
   * @param size of each text in bytes; where what it has to say is longer, it is longer
   */
  TimedAppendLoad(String topic, String run, int appender, int size) {
    this.head = ("/send " + topic + " " + run + " ").getBytes(StandardCharsets.UTF_8);
    this.appender = appender;
    this.size = size + head.length - run.length() - 1;
  }

  @Override
  public int count() {
    return COUNT;
  }

  @Override
  public ByteBuf requests(int from, int to) {
    ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer((to - from) * (size + 1));
    long nanos = System.nanoTime();
    for (int i = from; i < to; i++) {
      int start = buffer.writerIndex();
      buffer.writeBytes(head);
      ByteBufUtil.writeAscii(buffer, appender + " " + number++ + " " + nanos + " ");
      int padding = start + size - buffer.writerIndex();
      buffer.writeBytes(PADDING, 0, Math.max(1, Math.min(PADDING_MAX, padding)));
      buffer.writeByte('\n');
    }
    return buffer;
  }

  @Override
  public Check check() {
    return new AckCheck();
  }
}
