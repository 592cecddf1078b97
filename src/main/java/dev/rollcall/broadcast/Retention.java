package dev.rollcall.broadcast;

import dev.rollcall.base.ConfigReader;
import java.time.Duration;
import java.util.List;

/**
 * How much of a topic is kept. History goes a chapter at a time, a chapter being at most a
 * sixteenth of what is kept, so that a limit is overstepped by no more than that.
 *
 * @param age how long a message is kept; zero for ever
 * @param bytes how many bytes of messages are kept; 0 for any number
 * @param count how many messages are kept; 0 for any number
 */
public record Retention(Duration age, long bytes, long count) {
  private static final int CHAPTERS = 16;

  /** A chapter is also what recovery may have to read at most, a batch more or less. */
  private static final long CHAPTER_BYTES_MAX = 16L << 20;

  private static final long CHAPTER_MILLIS_MAX = Duration.ofHours(1).toMillis();

  private static final Duration AGE_MAX = Duration.ofDays(36500);

  /** Reads a block {@code retention}. */
  public static Retention read(ConfigReader retention) {
    return new Retention(
        retention.duration("age", AGE_MAX),
        retention.bytes("bytes", 0, Long.MAX_VALUE),
        retention.bytes("count", 0, Long.MAX_VALUE));
  }

  /** Whether a chapter is long enough for the next batch to begin another one. */
  boolean full(Chapter chapter, Batch next) {
    return chapter.stored().bytes() >= share(bytes, CHAPTER_BYTES_MAX)
        || chapter.stored().count() >= share(count, Long.MAX_VALUE)
        || next.millis() - chapter.firstMillis() >= chapterMillis();
  }

  private static long share(long whole, long most) {
    return whole == 0 ? most : Math.max(1, Math.min(most, whole / CHAPTERS));
  }

  private long chapterMillis() {
    return share(age.toMillis(), CHAPTER_MILLIS_MAX);
  }

  /** How often to look whether something is too old. */
  Duration interval() {
    return Duration.ofMillis(Math.min(60_000, Math.max(1000, chapterMillis())));
  }

  /** Whether the whole chapter is too old. */
  boolean expired(Chapter chapter, long nowMillis) {
    return !age.isZero() && chapter.lastMillis() < nowMillis - age.toMillis();
  }

  /**
   * The last event to be taken away, 0 for none.
   *
   * @param closed the chapters before the one that is being written, oldest first
   * @param held what is kept of all messages
   */
  long dropUpTo(List<Chapter> closed, Amount held, long nowMillis) {
    long upTo = 0;
    long bytesLeft = held.bytes();
    long countLeft = held.count();
    for (Chapter chapter : closed) {
      boolean tooMuch = (bytes > 0 && bytesLeft > bytes) || (count > 0 && countLeft > count);
      if (!tooMuch && !expired(chapter, nowMillis)) {
        break;
      }
      upTo = chapter.lastSequence();
      bytesLeft -= chapter.left().bytes();
      countLeft -= chapter.left().count();
    }
    return upTo;
  }
}
