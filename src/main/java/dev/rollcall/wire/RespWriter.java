package dev.rollcall.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Writes replies in RESP, the protocol of Redis, one after the other into a buffer that grows.
 *
 * <pre>
 *              RESP2                     RESP3
 *   simple     +text CR LF               the same
 *   error      -text CR LF               the same
 *   integer    :digits CR LF             the same
 *   bulk       $length CR LF bytes CR LF the same
 *   nil        $-1 CR LF                 _ CR LF
 *   nilArray   *-1 CR LF                 _ CR LF
 *   array      *count CR LF …            the same
 *   map        *2·pairs CR LF …          %pairs CR LF …
 *   set        *count CR LF …            ~count CR LF …
 *   push       *count CR LF …            &gt;count CR LF …
 *   verbatim   a bulk                    =length CR LF txt:text CR LF
 *   bool       :1 or :0                  #t or #f
 *   number     a bulk                    ,text CR LF
 * </pre>
 *
 * Array, map, set and push write only the head; the caller writes as many elements as it announced.
 * Texts are written in UTF-8. In simple ones and errors a CR or LF becomes a space, so that no
 * reply can be forged by what a client sent; and if all their characters are below 256 each is one
 * byte, so that bytes of any encoding can be quoted. The format is that of the specification at
 * redis.io/docs/reference/protocol-spec. Not thread-safe.
 */
public final class RespWriter {
  private static final int INITIAL_BYTES = 512;

  /** A buffer that has grown beyond this is not kept for the next replies. */
  private static final int KEPT_BYTES = 16 << 10;

  /** A type's letter, the longest number, CR LF. */
  private static final int HEAD_BYTES = 1 + 20 + 2;

  private static final byte[] NIL = ascii("$-1\r\n");
  private static final byte[] NIL_ARRAY = ascii("*-1\r\n");
  private static final byte[] NULL = ascii("_\r\n");
  private static final byte[] TRUE = ascii("#t\r\n");
  private static final byte[] FALSE = ascii("#f\r\n");
  private static final byte[] LEAST = ascii(String.valueOf(Long.MIN_VALUE));
  private static final byte[] TEXT = ascii("txt:");

  /** Beyond this a double does not hold every whole number. */
  private static final double EXACT_MAX = 1L << 53;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int size;
  private int protocol = 2;

  /**
   * Chooses the version of what is written from now on.
   *
   * @param version 2 or 3
   */
  public void protocol(int version) {
    if (version != 2 && version != 3) {
      throw new IllegalArgumentException("there is no RESP" + version);
    }
    protocol = version;
  }

  /** The version that is written, 2 or 3. */
  public int protocol() {
    return protocol;
  }

  /** A short text, such as {@code OK}. */
  public void simple(String text) {
    line('+', text);
  }

  /**
   * An error.
   *
   * @param text what follows the minus sign: a code in capital letters, a space, what is wrong
   */
  public void error(String text) {
    line('-', text);
  }

  public void integer(long value) {
    head(':', value);
  }

  /** A byte string. */
  public void bulk(byte[] value) {
    bulk(value, 0, value.length);
  }

  /** A byte string that is a part of an array. */
  public void bulk(byte[] value, int start, int length) {
    reserve(HEAD_BYTES + length + 2);
    head('$', length);
    System.arraycopy(value, start, bytes, size, length);
    size += length;
    lineEnd();
  }

  /** A text as a byte string, in UTF-8. */
  public void bulk(String text) {
    bulk(text.getBytes(UTF_8));
  }

  /** The absence of one value. */
  public void nil() {
    raw(protocol == 2 ? NIL : NULL);
  }

  /** The absence of an array. */
  public void nilArray() {
    raw(protocol == 2 ? NIL_ARRAY : NULL);
  }

  /** The head of an array of {@code count} elements. */
  public void array(int count) {
    head('*', count);
  }

  /** The head of a map; {@code pairs} times a key and a value follow. */
  public void map(int pairs) {
    if (protocol == 2) {
      head('*', 2L * pairs);
    } else {
      head('%', pairs);
    }
  }

  /** The head of a set of {@code count} elements. */
  public void set(int count) {
    head(protocol == 2 ? '*' : '~', count);
  }

  /** The head of something the client has not asked for, of {@code count} elements. */
  public void push(int count) {
    head(protocol == 2 ? '*' : '>', count);
  }

  /** A text that is to be shown as it is, such as {@code INFO}'s. */
  public void verbatim(String text) {
    byte[] value = text.getBytes(UTF_8);
    if (protocol == 2) {
      bulk(value);
      return;
    }
    head('=', TEXT.length + (long) value.length);
    raw(TEXT);
    raw(value);
    reserve(2);
    lineEnd();
  }

  public void bool(boolean value) {
    if (protocol == 2) {
      integer(value ? 1 : 0);
    } else {
      raw(value ? TRUE : FALSE);
    }
  }

  /** A floating-point number; whole ones are written without a fraction. */
  public void number(double value) {
    if (protocol == 2) {
      bulk(text(value));
    } else {
      line(',', text(value));
    }
  }

  /** How many bytes were written and not taken. */
  public int size() {
    return size;
  }

  /**
   * Forgets what was written beyond a size that {@link #size} gave since the last {@link #take}.
   */
  public void truncate(int newSize) {
    if (newSize < 0 || newSize > size) {
      throw new IndexOutOfBoundsException(newSize + " of " + size);
    }
    size = newSize;
  }

  /** Adds what another writer has written; that one keeps it. */
  public void append(RespWriter other) {
    raw(other.bytes, other.size);
  }

  /** Adds whole replies that were written before, in this writer's version. */
  public void raw(byte[] replies) {
    raw(replies, replies.length);
  }

  /** Gives what was written, and is empty afterwards. */
  public byte[] take() {
    byte[] taken = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    if (taken == bytes || bytes.length > KEPT_BYTES) {
      bytes = new byte[INITIAL_BYTES];
    }
    size = 0;
    return taken;
  }

  private void raw(byte[] source, int length) {
    reserve(length);
    System.arraycopy(source, 0, bytes, size, length);
    size += length;
  }

  private void line(char type, String text) {
    byte[] encoded = text.getBytes(isLatin(text) ? ISO_8859_1 : UTF_8);
    reserve(1 + encoded.length + 2);
    bytes[size++] = (byte) type;
    for (byte b : encoded) {
      bytes[size++] = b == '\r' || b == '\n' ? (byte) ' ' : b;
    }
    lineEnd();
  }

  private static boolean isLatin(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xff) {
        return false;
      }
    }
    return true;
  }

  private void head(char type, long value) {
    reserve(HEAD_BYTES);
    bytes[size++] = (byte) type;
    if (value >= 0 && value < 10) {
      bytes[size++] = (byte) ('0' + value);
    } else {
      digits(value);
    }
    lineEnd();
  }

  private void digits(long value) {
    if (value == Long.MIN_VALUE) {
      raw(LEAST);
      reserve(2);
      return;
    }
    long rest = value;
    if (rest < 0) {
      bytes[size++] = '-';
      rest = -rest;
    }
    int end = size + digitCount(rest);
    size = end;
    do {
      bytes[--end] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
  }

  private static int digitCount(long value) {
    int count = 1;
    for (long rest = value / 10; rest > 0; rest /= 10) {
      count++;
    }
    return count;
  }

  private void lineEnd() {
    bytes[size++] = '\r';
    bytes[size++] = '\n';
  }

  private void reserve(int more) {
    int needed = Math.addExact(size, more);
    if (needed > bytes.length) {
      long doubled = Math.min(2L * bytes.length, Integer.MAX_VALUE - 8);
      bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
    }
  }

  private static String text(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == Math.rint(value) && Math.abs(value) <= EXACT_MAX) {
      return String.valueOf((long) value);
    }
    return String.valueOf(value).replace('E', 'e');
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
