package dev.rollcall.wire;

import java.util.Arrays;

/**
 * The classes of bytes that the grammar of HTTP/1.1 (RFC 9110, section 5.6; RFC 9112) is made of.
 */
final class HttpCharacters {
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
  private static final byte TOKEN = 1;
  private static final byte TEXT = 2;
  private static final byte HOST = 4;
  private static final byte[] CLASSES = new byte[256];

  static {
    for (int b = 0; b < CLASSES.length; b++) {
      boolean alphanumeric = b < 0x7f && Character.isLetterOrDigit(b);
      boolean token = alphanumeric || TOKEN_MARKS.indexOf(b) >= 0;
      boolean text = b == '\t' || (b >= ' ' && b != 0x7f);
      boolean host = alphanumeric || b == '-' || b == '.' || b == '_';
      CLASSES[b] = (byte) ((token ? TOKEN : 0) | (text ? TEXT : 0) | (host ? HOST : 0));
    }
  }

  private HttpCharacters() {}

  static boolean isToken(byte[] bytes, int from, int to) {
    return from < to && all(bytes, from, to, TOKEN);
  }

  /** Whether a byte may be in a line of a head; control characters may not. */
  static boolean isText(byte b) {
    return (CLASSES[b & 0xff] & TEXT) != 0;
  }

  /** The value of a hexadecimal digit; -1 for what is none. */
  static int hexDigit(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int letter = b | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  }

  /** Whether a text is a host, with or without a port, as it may stand in Host. */
  static boolean isHostAndPort(String text) {
    int colon = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    if (colon >= 0 && colon < text.length() && !isPort(text.substring(colon))) {
      return false;
    }
    return host.startsWith("[") ? isAddress6(host) : isName(host);
  }

  private static boolean isPort(String colonAndPort) {
    String digits = colonAndPort.substring(1);
    return colonAndPort.startsWith(":")
        && digits.length() <= 5
        && digits.chars().allMatch(c -> c >= '0' && c <= '9')
        && (digits.isEmpty() || Integer.parseInt(digits) <= 0xffff);
  }

  private static boolean isAddress6(String bracketed) {
    return bracketed.endsWith("]")
        && bracketed.length() > 3
        && bracketed
            .substring(1, bracketed.length() - 1)
            .chars()
            .allMatch(c -> c == ':' || c == '.' || (c < 0x80 && hexDigit((byte) c) >= 0));
  }

  private static boolean isName(String host) {
    byte[] bytes = host.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    return bytes.length > 0 && bytes.length <= 255 && all(bytes, 0, bytes.length, HOST);
  }

  private static boolean all(byte[] bytes, int from, int to, byte mask) {
    for (int i = from; i < to; i++) {
      if ((CLASSES[bytes[i] & 0xff] & mask) == 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether the bytes are this text of small letters, in any case. */
  static boolean equalsIgnoringCase(byte[] bytes, int from, int to, byte[] small) {
    if (to - from != small.length) {
      return false;
    }
    for (int i = 0; i < small.length; i++) {
      byte b = bytes[from + i];
      if ((b >= 'A' && b <= 'Z' ? b | 0x20 : b) != small[i]) {
        return false;
      }
    }
    return true;
  }

  /** The end of what is before the spaces and tabs at the end. */
  static int trimmedEnd(byte[] bytes, int from, int to) {
    int end = to;
    while (end > from && isBlank(bytes[end - 1])) {
      end--;
    }
    return end;
  }

  static int trimmedStart(byte[] bytes, int from, int to) {
    int start = from;
    while (start < to && isBlank(bytes[start])) {
      start++;
    }
    return start;
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  static String text(byte[] bytes, int from, int to) {
    return new String(
        Arrays.copyOfRange(bytes, from, to), java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
