package dev.rollcall.checker;

/**
 * A message's place in the log, {@code milliseconds-sequence}, as clients read it. Written apart
 * from the server's own, so that no mistake can hide in both.
 */
public record LogId(long millis, long sequence) implements Comparable<LogId> {
  /** Reads what a server wrote; a lone number is one with sequence 0. */
  public static LogId parse(String text) {
    String[] parts = text.split("-", -1);
    if (parts.length > 2) {
      throw new IllegalArgumentException("no ID: " + text);
    }
    return new LogId(
        Long.parseUnsignedLong(parts[0]), parts.length == 1 ? 0 : Long.parseUnsignedLong(parts[1]));
  }

  @Override
  public int compareTo(LogId other) {
    return millis == other.millis
        ? Long.compareUnsigned(sequence, other.sequence)
        : Long.compareUnsigned(millis, other.millis);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(millis) + "-" + Long.toUnsignedString(sequence);
  }
}
