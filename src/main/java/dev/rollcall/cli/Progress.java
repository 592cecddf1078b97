package dev.rollcall.cli;

import java.io.PrintStream;
import java.util.Locale;

/**
 * A line on a terminal that tells how far a long work is, written over and over. Silent where there
 * is no terminal. Not thread-safe.
 */
public final class Progress {
  /** Often enough to be seen moving, rarely enough to cost nothing. */
  private static final long INTERVAL_NANOS = 200_000_000;

  private static final String ERASE_LINE = "\r\033[K";

  private final PrintStream terminal;
  private final boolean shown;
  private final String unit;
  private final long startNanos = System.nanoTime();
  private long nextNanos = startNanos + INTERVAL_NANOS;
  private boolean written;

  /**
   * @param unit what is counted, in the plural
   * @param shown whether {@code terminal} is one
   */
  public Progress(PrintStream terminal, boolean shown, String unit) {
    this.terminal = terminal;
    this.shown = shown;
    this.unit = unit;
  }

  /** Tells that so many are done, of a total not known. */
  public void done(long count) {
    done(count, 0);
  }

  /** Tells that {@code count} of {@code total} are done; 0 for a total not known. */
  public void done(long count, long total) {
    if (!shown || System.nanoTime() < nextNanos) {
      return;
    }
    long now = System.nanoTime();
    nextNanos = now + INTERVAL_NANOS;
    written = true;
    String share = total > 0 ? String.format(Locale.ROOT, " (%d %%)", count * 100 / total) : "";
    long perSecond = (long) (count * 1e9 / (now - startNanos));
    terminal.printf(
        Locale.ROOT, "%s%,d %s%s, %,d a second", ERASE_LINE, count, unit, share, perSecond);
    terminal.flush();
  }

  /** Takes the line away, so that what follows begins on a clean one. */
  public void clear() {
    if (written) {
      terminal.print(ERASE_LINE);
      terminal.flush();
      written = false;
    }
  }
}
