package dev.rollcall.broadcast;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What was published to one subscriber and not taken yet. It is too long with {@value #BYTES_MAX}
 * bytes, or when it has had more than {@value #BYTES_FOR_A_WHILE} bytes for {@link #WHILE}: the
 * limits that Redis gives its own subscribers ({@code client-output-buffer-limit pubsub 8mb 2mb}),
 * with half its time. Not thread-safe.
 */
final class Backlog {
  static final long BYTES_MAX = 8L << 20;
  static final long BYTES_FOR_A_WHILE = 2L << 20;
  static final Duration WHILE = Duration.ofSeconds(30);

  private final ArrayDeque<Delivery> deliveries = new ArrayDeque<>();
  private long bytes;
  private boolean heavy;
  private long heavySinceNanos;

  boolean isEmpty() {
    return deliveries.isEmpty();
  }

  /** Whether it has more bytes than it may have for long. */
  boolean isHeavy() {
    return heavy;
  }

  void add(Delivery delivery, long nowNanos) {
    deliveries.add(delivery);
    bytes += delivery.bytes();
    if (!heavy && bytes > BYTES_FOR_A_WHILE) {
      heavy = true;
      heavySinceNanos = nowNanos;
    }
  }

  boolean isTooLong(long nowNanos) {
    return bytes > BYTES_MAX || (heavy && nowNanos - heavySinceNanos > WHILE.toNanos());
  }

  /** Takes the oldest, at least one if there is any, up to about so many bytes. */
  List<Delivery> take(long bytesMax) {
    List<Delivery> taken = new ArrayList<>();
    long length = 0;
    while (length < bytesMax && !deliveries.isEmpty()) {
      Delivery delivery = deliveries.remove();
      length += delivery.bytes();
      taken.add(delivery);
    }
    bytes -= length;
    heavy = heavy && bytes > BYTES_FOR_A_WHILE;
    return taken;
  }

  void clear() {
    deliveries.clear();
    bytes = 0;
    heavy = false;
  }
}
