package dev.rollcall.base;

import java.nio.charset.StandardCharsets;

/** Makes bytes of strangers fit for one line of a log or a console. */
public final class Escape {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

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
}
