package dev.rollcall.base;

import java.nio.charset.StandardCharsets;

/** Makes bytes of strangers fit for one line of a log or a console. */
public final class Escape {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private static final int LATIN_MAX = 0xff;

  private Escape() {}

  /** The bytes as text, everything but printable ASCII written as {@code \xHH}. */
  public static String bytes(byte[] bytes, int start, int end) {
    StringBuilder text = new StringBuilder(end - start);
    for (int i = start; i < end; i++) {
      int b = bytes[i] & 0xff;
      if (b >= ' ' && b < 0x7f && b != '\\') {
        text.append((char) b);
      } else {
        text.append("\\x").append(HEX[b >> 4]).append(HEX[b & 15]);
      }
    }
    return text.toString();
  }

  /** The text with every character but printable ASCII written as its UTF-8 bytes {@code \xHH}. */
  public static String text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes(bytes, 0, bytes.length);
  }

  /**
   * The text with what would begin another line, move a terminal's cursor or reorder what is read
   * written as {@code \n}, {@code \xHH} or {@code \}{@code uHHHH}; letters of every language stay.
   */
  public static String controls(String text) {
    if (text.codePoints().allMatch(Escape::isHarmless)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            character -> {
              if (isHarmless(character)) {
                escaped.appendCodePoint(character);
              } else {
                escaped.append(escapeOf(character));
              }
            });
    return escaped.toString();
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

  private static String escapeOf(int character) {
    return switch (character) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(character <= LATIN_MAX ? "\\x%02x" : "\\u%04x", character);
    };
  }
}
