package dev.rollcall.wire;

import java.nio.charset.StandardCharsets;

/** Writes strings as JSON, on one line whatever is in them. */
public final class JsonText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private JsonText() {}

  /** Appends a string of UTF-8 in quotation marks; bytes that are none stand as U+FFFD. */
  public static void quote(byte[] utf8, StringBuilder out) {
    String text = new String(utf8, StandardCharsets.UTF_8);
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (isPlain(c)) {
            out.append(c);
          } else {
            escape(c, out);
          }
        }
      }
    }
    out.append('"');
  }

  /** What some readers take for a line end is escaped as well as control characters. */
  private static boolean isPlain(char c) {
    return !Character.isISOControl(c) && c != '\u2028' && c != '\u2029';
  }

  private static void escape(char c, StringBuilder out) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(HEX[c >> shift & 15]);
    }
  }
}
