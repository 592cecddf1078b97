package dev.rollcall.wire;

/**
 * Cuts a line into words as Redis' inline requests have them.
 *
 * <p>Words are separated by white space. Between double quotes white space belongs to the word, and
 * a backslash stands before {@code n r t b a}, {@code x} with two hexadecimal digits, or a
 * character taken as it is; between single quotes all is taken as it is but {@code \'}. A quote may
 * open inside a word, and closes it: white space or the end of the line must follow. The rules are
 * those of Redis' sdssplitargs, but that a NUL is a character like others.
 */
final class InlineWords {
  /** Takes the words, as ranges. */
  interface Sink {
    void add(int from, int to);
  }

  private final byte[] bytes;
  private final int end;
  private int read;
  private int written;

  private InlineWords(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.read = from;
    this.end = end;
  }

  /**
   * Cuts the line between {@code from} and {@code end}. Words with quotes are unquoted in place.
   *
   * @return whether each quote is closed where it may be
   */
  static boolean cut(byte[] bytes, int from, int end, Sink sink) {
    return new InlineWords(bytes, from, end).cut(sink);
  }

  private boolean cut(Sink sink) {
    while (true) {
      while (read < end && isSpace(bytes[read])) {
        read++;
      }
      if (read == end) {
        return true;
      }
      int from = read;
      written = read;
      if (!word()) {
        return false;
      }
      sink.add(from, written);
    }
  }

  private boolean word() {
    while (read < end && !endsWord(bytes[read])) {
      byte b = bytes[read++];
      if (b == '"' || b == '\'') {
        return quoted(b) && (read == end || isSpace(bytes[read]));
      }
      bytes[written++] = b;
    }
    return true;
  }

  /** Takes what is between quotes; whether they are closed. */
  private boolean quoted(byte quote) {
    while (read < end) {
      byte b = bytes[read++];
      if (b == quote) {
        return true;
      }
      boolean escaped = b == '\\' && read < end && (quote == '"' || bytes[read] == '\'');
      bytes[written++] = escaped ? escaped() : b;
    }
    return false;
  }

  /** What the characters after a backslash mean. */
  private byte escaped() {
    byte b = bytes[read++];
    return switch (b) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'a' -> 7;
      case 'x' -> hexadecimal();
      default -> b;
    };
  }

  private byte hexadecimal() {
    if (end - read < 2) {
      return 'x';
    }
    int high = Character.digit(bytes[read], 16);
    int low = Character.digit(bytes[read + 1], 16);
    if (high < 0 || low < 0) {
      return 'x';
    }
    read += 2;
    return (byte) ((high << 4) | low);
  }

  /**
   * Less than what may stand between words: a vertical tab or form feed inside a word is part of
   * it.
   */
  private static boolean endsWord(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }
}
