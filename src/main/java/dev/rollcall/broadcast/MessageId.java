package dev.rollcall.broadcast;

import java.util.Optional;

/**
 * A message's place in its topic, the one cursor of every protocol: {@code milliseconds-sequence},
 * both unsigned 64-bit numbers, as the stream IDs of Redis. IDs of one topic grow strictly.
 */
public record MessageId(long millis, long sequence) implements Comparable<MessageId> {
  /** Before every message: no message has it. */
  public static final MessageId NONE = new MessageId(0, 0);

  /** At or after every message. */
  public static final MessageId MAX = new MessageId(-1, -1);

  private static final int DIGITS_MAX = 20;

  /** Reads {@code milliseconds-sequence}, or {@code milliseconds} alone, whose sequence is 0. */
  public static Optional<MessageId> parse(String text) {
    int dash = text.indexOf('-');
    try {
      return dash < 0
          ? Optional.of(new MessageId(number(text), 0))
          : Optional.of(
              new MessageId(number(text.substring(0, dash)), number(text.substring(dash + 1))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static long number(String text) {
    if (text.isEmpty() || text.length() > DIGITS_MAX || !Character.isDigit(text.charAt(0))) {
      throw new NumberFormatException(text);
    }
    return Long.parseUnsignedLong(text);
  }

  /** The first ID after this one, at {@code now} milliseconds or, if the clock went back, later. */
  public MessageId next(long now) {
    if (Long.compareUnsigned(now, millis) > 0) {
      return new MessageId(now, 0);
    }
    return plus(1);
  }

  /** The ID so many sequence numbers later. */
  public MessageId plus(long count) {
    long sum = sequence + count;
    return Long.compareUnsigned(sum, sequence) >= 0
        ? new MessageId(millis, sum)
        : new MessageId(millis + 1, sum);
  }

  /** The ID right before this one; {@link #NONE} has none and is its own. */
  public MessageId minusOne() {
    if (sequence != 0) {
      return new MessageId(millis, sequence - 1);
    }
    return millis == 0 ? NONE : new MessageId(millis - 1, -1);
  }

  /** Whether this one comes after the other. */
  public boolean isAfter(MessageId other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(MessageId other) {
    int order = Long.compareUnsigned(millis, other.millis);
    return order != 0 ? order : Long.compareUnsigned(sequence, other.sequence);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(millis) + '-' + Long.toUnsignedString(sequence);
  }
}
