package dev.rollcall.broadcast;

import org.jspecify.annotations.Nullable;

/**
 * What was published, on its way to one subscriber. The arrays are shared with everybody else who
 * gets it and not to be written to.
 */
public final class Delivery {
  /** What a delivery takes beside its bytes, about. */
  private static final int OVERHEAD_BYTES = 64;

  private final byte @Nullable [] pattern;
  private final byte[] channel;
  private final byte[] message;

  Delivery(byte @Nullable [] pattern, byte[] channel, byte[] message) {
    this.pattern = pattern;
    this.channel = channel;
    this.message = message;
  }

  /** The pattern it was asked for with; null where by the channel itself. */
  public byte @Nullable [] pattern() {
    return pattern;
  }

  /** Where it was published. */
  public byte[] channel() {
    return channel;
  }

  /** What was published. */
  public byte[] message() {
    return message;
  }

  /** What it counts for in a subscriber's queue. */
  long bytes() {
    return (long) OVERHEAD_BYTES
        + (pattern == null ? 0 : pattern.length)
        + channel.length
        + message.length;
  }
}
