package dev.rollcall.edge.http.site;

import java.nio.charset.StandardCharsets;

/** Text of strangers made fit for HTML and for addresses. */
final class Html {
  private static final String LETTERS_AND_DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final String UNRESERVED_MARKS = "-._~";
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private Html() {}

  /** The text as the content of an element or of an attribute in quotes. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      switch (character) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(character);
      }
    }
    return escaped.toString();
  }

  /** The name as a segment of a path, everything but letters, digits and {@code -._~} escaped. */
  static String segment(String name) {
    return encode(name, UNRESERVED_MARKS);
  }

  /** The text with every character escaped that is no ASCII letter or digit and not in marks. */
  static String encode(String text, String marks) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (b & 0xff);
      boolean plain = LETTERS_AND_DIGITS.indexOf(character) >= 0 || marks.indexOf(character) >= 0;
      if (plain) {
        encoded.append(character);
      } else {
        encoded.append('%').append(HEX[character >> 4]).append(HEX[character & 15]);
      }
    }
    return encoded.toString();
  }
}
