package dev.rollcall.broadcast;

/**
 * Which of a topic's oldest messages go. Immutable.
 *
 * @param by what decides
 * @param length how many messages are to be left, for {@link By#LENGTH}
 * @param least the ID before which everything goes, for {@link By#ID}
 * @param roughly whether fewer may go: whole hundreds only, unless all go
 * @param most how many may go at once; 0 for any number
 */
public record Trim(By by, long length, MessageId least, boolean roughly, long most) {
  /** What decides how far to trim. */
  public enum By {
    LENGTH,
    ID
  }

  private static final long ROUGHLY = 100;

  /** Leaves exactly so many messages. */
  public static Trim toLength(long length) {
    return new Trim(By.LENGTH, length, MessageId.NONE, false, 0);
  }

  /** Leaves what is not before {@code least}. */
  public static Trim before(MessageId least) {
    return new Trim(By.ID, 0, least, false, 0);
  }

  /** The same in whole hundreds, at most {@code most} at once, any number if that is 0. */
  public Trim roughly(long most) {
    return new Trim(by, length, least, true, most);
  }

  /**
   * How many messages go.
   *
   * @param surplus how many may
   * @param count how many there are
   */
  long of(long surplus, long count) {
    if (!roughly) {
      return surplus;
    }
    long bounded = most == 0 ? surplus : Math.min(surplus, most);
    return bounded == count ? count : bounded - bounded % ROUGHLY;
  }
}
