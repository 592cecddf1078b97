package dev.rollcall.cli.bench;

import dev.rollcall.cli.Console;
import java.util.Locale;
import java.util.function.LongConsumer;

/** A line on a terminal that tells what goes on. Silent where there is no terminal. */
final class StatusLine {
  private static final long INTERVAL_NANOS = 200_000_000;
  private static final String ERASE_LINE = "\r\033[K";

  private final Console console;
  private long nextNanos = System.nanoTime();

  StatusLine(Console console) {
    this.console = console;
  }

  /** Tells what begins. */
  void tell(String what) {
    print(ERASE_LINE + what);
  }

  /** Tells from time to time how many lines of {@code total} something was done with. */
  LongConsumer lines(String what, long total) {
    tell(what);
    return done -> {
      if (System.nanoTime() - nextNanos >= 0) {
        nextNanos = System.nanoTime() + INTERVAL_NANOS;
        tell(String.format(Locale.ROOT, "%s, %d %%", what, done * 100 / total));
      }
    };
  }

  /** Takes the line away, so that what follows begins on a clean one. */
  void clear() {
    print(ERASE_LINE);
  }

  private void print(String text) {
    if (console.errorIsTerminal()) {
      console.err().print(text);
      console.err().flush();
    }
  }
}
