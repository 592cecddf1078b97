package dev.rollcall.cli.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Appends of texts of one size to one topic, made ahead. Immutable; safe to share. */
final class AppendLoad implements Load {
  /** Few enough to stay in a processor's cache; what the texts say makes no difference. */
  private static final int BYTES = 4 << 20;

  private static final int REQUESTS_MIN = 16;
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

  private final ByteBuf requests;
  private final int requestBytes;
  private final int count;

  private AppendLoad(ByteBuf requests, int requestBytes, int count) {
    this.requests = Unpooled.unreleasableBuffer(requests.asReadOnly());
    this.requestBytes = requestBytes;
    this.count = count;
  }

  /**
   * Random texts.
   *
   * @param size of each text in bytes
   * @param pipelineMax the most that will be sent at a time
   */
  static AppendLoad of(String topic, int size, int pipelineMax, SplittableRandom random) {
    byte[] head = ("/send " + topic + " ").getBytes(StandardCharsets.UTF_8);
    int requestBytes = head.length + size + 1;
    int count = Math.max(Math.max(REQUESTS_MIN, pipelineMax), BYTES / requestBytes);
    ByteBuf requests = Unpooled.directBuffer(count * requestBytes);
    for (int i = 0; i < count; i++) {
      requests.writeBytes(head);
      for (int at = 0; at < size; at++) {
        requests.writeByte(LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
      requests.writeByte('\n');
    }
    return new AppendLoad(requests, requestBytes, count);
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public ByteBuf requests(int from, int to) {
    return requests.slice(from * requestBytes, (to - from) * requestBytes);
  }

  @Override
  public Check check() {
    return new AckCheck();
  }
}
