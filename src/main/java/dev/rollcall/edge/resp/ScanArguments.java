package dev.rollcall.edge.resp;

import dev.rollcall.wire.Glob;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The words after the cursor of SCAN and SSCAN.
 *
 * @param count how many to go through, roughly
 * @param match what to return of them; null for all
 * @param type the kind of key to return, in small letters; null for all
 */
record ScanArguments(int count, @Nullable Glob match, @Nullable String type) {
  private static final int COUNT_DEFAULT = 10;

  /** A reply has fewer anyhow. */
  private static final int COUNT_MAX = 1_000_000;

  /**
   * Reads them.
   *
   * @param typed whether a type may be asked for
   */
  static ScanArguments read(Call call, int from, boolean typed) {
    long count = COUNT_DEFAULT;
    Glob match = null;
    String type = null;
    for (int i = from; i < call.count(); i += 2) {
      if (i + 1 == call.count()) {
        throw RespError.syntax();
      }
      if (call.is(i, "COUNT")) {
        count = call.integer(i + 1);
        if (count < 1) {
          throw RespError.syntax();
        }
      } else if (call.is(i, "MATCH")) {
        match = Glob.of(call.bytes(i + 1));
      } else if (typed && call.is(i, "TYPE")) {
        type = call.text(i + 1).toLowerCase(Locale.ROOT);
      } else {
        throw RespError.syntax();
      }
    }
    return new ScanArguments((int) Math.min(count, COUNT_MAX), match, type);
  }

  /** Whether to return this. */
  boolean matches(byte[] found) {
    return match == null || match.matches(found);
  }

  /** The cursor in an argument: a number without a sign of 64 bits, as C reads one. */
  static long cursor(Call call, int index) {
    String text = call.text(index);
    boolean negative = text.startsWith("-");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    if (text.isEmpty()) {
      return 0;
    }
    try {
      if (!digits.isEmpty() && Character.isDigit(digits.charAt(0))) {
        long number = Long.parseUnsignedLong(digits);
        return negative ? -number : number;
      }
    } catch (NumberFormatException e) {
      // Answered below, as everything else that is no cursor.
    }
    throw RespError.argument("invalid cursor");
  }
}
