package dev.rollcall.wire;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * A pattern as Redis' KEYS, SCAN, PSUBSCRIBE and CONFIG GET take it.
 *
 * <pre>
 *   *        any bytes, also none
 *   ?        any one byte
 *   [a-c]    one of these bytes; [^a-c] any other; a backslash before one of them is dropped
 *   \x       the byte x
 * </pre>
 *
 * What Redis does with odd patterns is done too: a class need not be closed, the bounds of a range
 * may come in either order, a backslash at the end stands for itself, and an empty text matches
 * none but the empty pattern. Matching takes at most pattern × text steps: after a mismatch only
 * the last star is tried again, which is enough since an earlier one cannot do better. Immutable,
 * thread-safe.
 */
public final class Glob {
  /**
   * The longest pattern, in bytes. Longer than any in use; together with the longest text it bounds
   * what one match costs.
   */
  public static final int BYTES_MAX = 256;

  private static final int BYTE_VALUES = 256;
  private static final short ANY_ONE = BYTE_VALUES;
  private static final short STAR = BYTE_VALUES + 1;
  private static final short FIRST_CLASS = BYTE_VALUES + 2;

  /** What stands at each place: a byte's unsigned value, one of the above, or a class. */
  private final short[] places;

  private final List<BitSet> classes;
  private final boolean anyCase;

  private Glob(short[] places, List<BitSet> classes, boolean anyCase) {
    this.places = places;
    this.classes = classes;
    this.anyCase = anyCase;
  }

  /**
   * Reads a pattern that heeds case.
   *
   * @throws UserError if it is longer than {@link #BYTES_MAX}
   */
  public static Glob of(byte[] pattern) {
    return new Reader(checked(pattern), false).read();
  }

  /**
   * Reads a pattern to which ASCII letters are the same in either case.
   *
   * @throws UserError if it is longer than {@link #BYTES_MAX}
   */
  public static Glob ofAnyCase(byte[] pattern) {
    return new Reader(checked(pattern), true).read();
  }

  private static byte[] checked(byte[] pattern) {
    if (pattern.length > BYTES_MAX) {
      throw new UserError(
          ErrorCode.BAD_ARGUMENT, "a pattern may have at most " + BYTES_MAX + " bytes");
    }
    return pattern;
  }

  /** Whether the whole text is as the pattern says. */
  public boolean matches(byte[] text) {
    return matches(text, 0, text.length);
  }

  /** Whether the bytes from {@code from} to {@code to} are as the pattern says. */
  public boolean matches(byte[] text, int from, int to) {
    if (from == to) {
      return places.length == 0;
    }
    int place = 0;
    int at = from;
    int afterStar = -1;
    int retryAt = from;
    while (at < to) {
      if (isStar(place)) {
        place++;
        afterStar = place;
        retryAt = at;
      } else if (place < places.length && accepts(places[place], text[at])) {
        place++;
        at++;
      } else if (afterStar >= 0) {
        place = afterStar;
        retryAt++;
        at = retryAt;
      } else {
        return false;
      }
    }
    while (isStar(place)) {
      place++;
    }
    return place == places.length;
  }

  private boolean isStar(int place) {
    return place < places.length && places[place] == STAR;
  }

  private boolean accepts(short place, byte b) {
    int value = (anyCase ? lower(b) : b) & 0xff;
    return place == value
        || place == ANY_ONE
        || (place >= FIRST_CLASS && classes.get(place - FIRST_CLASS).get(value));
  }

  private static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
  }

  /** Turns the bytes of a pattern into its places. */
  private static final class Reader {
    private final byte[] pattern;
    private final boolean anyCase;
    private final short[] places;
    private final List<BitSet> classes = new ArrayList<>();
    private int count;
    private int at;

    Reader(byte[] pattern, boolean anyCase) {
      this.pattern = pattern;
      this.anyCase = anyCase;
      this.places = new short[pattern.length];
    }

    Glob read() {
      while (at < pattern.length) {
        byte b = pattern[at++];
        switch (b) {
          case '*' -> addStar();
          case '?' -> places[count++] = ANY_ONE;
          case '[' -> addClass();
          case '\\' -> addByte(at < pattern.length ? pattern[at++] : b);
          default -> addByte(b);
        }
      }
      return new Glob(Arrays.copyOf(places, count), List.copyOf(classes), anyCase);
    }

    /** Several in a row are one. */
    private void addStar() {
      if (count == 0 || places[count - 1] != STAR) {
        places[count++] = STAR;
      }
    }

    private void addByte(byte b) {
      places[count++] = (short) (folded(b) & 0xff);
    }

    private void addClass() {
      places[count++] = (short) (FIRST_CLASS + classes.size());
      boolean others = at < pattern.length && pattern[at] == '^';
      if (others) {
        at++;
      }
      BitSet bytes = new BitSet(BYTE_VALUES);
      while (at < pattern.length && pattern[at] != ']') {
        addMember(bytes);
      }
      at++;
      if (others) {
        bytes.flip(0, BYTE_VALUES);
      }
      classes.add(bytes);
    }

    private void addMember(BitSet bytes) {
      byte b = pattern[at++];
      if (b == '\\' && at < pattern.length) {
        bytes.set(folded(pattern[at++]) & 0xff);
      } else if (at + 1 < pattern.length && pattern[at] == '-') {
        addRange(bytes, b, pattern[at + 1]);
        at += 2;
      } else {
        bytes.set(folded(b) & 0xff);
      }
    }

    /** As in Redis, bytes are compared as signed ones, and bounds are ordered before lowered. */
    private void addRange(BitSet bytes, byte one, byte other) {
      byte least = folded((byte) Math.min(one, other));
      byte greatest = folded((byte) Math.max(one, other));
      for (int b = least; b <= greatest; b++) {
        bytes.set(b & 0xff);
      }
    }

    private byte folded(byte b) {
      return anyCase ? lower(b) : b;
    }
  }
}
