package dev.rollcall.app;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;

/**
 * Renders a log record's message and its exception as one line: the word {@code %record} of a
 * logback pattern.
 *
 * <p>Messages quote what strangers sent. Characters that would begin another line, move a
 * terminal's cursor or reorder what is read are written as {@code \n}, {@code \xHH} or {@code
 * \}{@code uHHHH}, so that no client can write a record of its own. Thread-safe.
 */
public final class RecordLine extends ClassicConverter {
  private static final String FRAME_SEPARATOR = " | ";
  private static final int LATIN_MAX = 0xff;

  @Override
  public String convert(ILoggingEvent event) {
    StringBuilder line = new StringBuilder();
    append(line, String.valueOf(event.getFormattedMessage()));
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      ThrowableProxyUtil.asString(thrown)
          .lines()
          .map(String::strip)
          .filter(frame -> !frame.isEmpty())
          .forEach(
              frame -> {
                line.append(FRAME_SEPARATOR);
                append(line, frame);
              });
    }
    return line.toString();
  }

  private static void append(StringBuilder line, String text) {
    text.codePoints()
        .forEach(
            character -> {
              if (isHarmless(character)) {
                line.appendCodePoint(character);
              } else {
                line.append(escaped(character));
              }
            });
  }

  private static boolean isHarmless(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  private static String escaped(int character) {
    return switch (character) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(character <= LATIN_MAX ? "\\x%02x" : "\\u%04x", character);
    };
  }
}
