package dev.rollcall.app;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What the lines of a generated list look like. */
public enum SampleShape {
  /** Eight small numbers, as in the list that the first lookup server was shown with. */
  SEMICOLON {
    @Override
    public Lines lines(long count, long seed) {
      return new Semicolons(count, seed);
    }
  },
  /** Forty hexadecimal digits, as a list of leaked password hashes has. */
  HEX40 {
    @Override
    public Lines lines(long count, long seed) {
      return new Hex(seed);
    }
  },
  /** Pronounceable words of different lengths. */
  WORDS {
    @Override
    public Lines lines(long count, long seed) {
      return new Words(count, seed);
    }
  };

  /** Longer than any line with its newline. */
  public static final int LINE_BYTES_MAX = 128;

  /** Under it no product below leaves 63 bits. */
  public static final long LINES_MAX = 100_000_000_000L;

  /** Gives lines without end; those up to the count it was made for are all different. */
  public interface Lines {
    /** Writes the next line at {@code start}; returns where it ends. */
    int next(byte[] buffer, int start);
  }

  /**
   * A source of lines.
   *
   * @param count how many of them have to be different
   * @param seed another one gives other lines
   */
  public abstract Lines lines(long count, long seed);

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Every number below a limit once, in an order that looks random: steps around a circle. */
  private static final class Walk {
    private final long size;
    private final long step;
    private long position;

    Walk(long size, long seed) {
      this.size = size;
      this.position = Long.remainderUnsigned(mix(seed), size);
      this.step = coprimeStep(size, seed);
    }

    long next() {
      position += step;
      if (position >= size) {
        position -= size;
      }
      return position;
    }

    /** Near the golden section, where steps spread most evenly. */
    private static long coprimeStep(long size, long seed) {
      long step = (long) (size * 0.6180339887498949) + Long.remainderUnsigned(mix(~seed), 1000);
      step = Math.max(1, step % size);
      while (greatestCommonDivisor(step, size) != 1) {
        step = step % size + 1;
      }
      return step;
    }

    private static long greatestCommonDivisor(long a, long b) {
      return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
  }

  private static final class Semicolons implements Lines {
    /** How many values each field has in the original's kind of list. */
    private static final int[] RADIX = {26, 1, 24, 29, 1, 24, 6, 1};

    private final long[] radix = new long[RADIX.length];
    private final Walk walk;

    Semicolons(long count, long seed) {
      long size = 1;
      for (int i = 0; i < radix.length; i++) {
        radix[i] = RADIX[i];
        size *= radix[i];
      }
      // The fields that are 0 otherwise count too where the list is long.
      for (int i = 1; size < count; i = i == 1 ? 4 : i == 4 ? 7 : 1) {
        size = size / radix[i] * (radix[i] + 1);
        radix[i]++;
      }
      walk = new Walk(size, seed);
    }

    @Override
    public int next(byte[] buffer, int start) {
      long value = walk.next();
      int end = start;
      for (long values : radix) {
        end = decimal(value % values, buffer, end);
        buffer[end++] = ';';
        value /= values;
      }
      return end;
    }

    private static int decimal(long value, byte[] buffer, int start) {
      int end = start;
      for (long unit = unitOf(value); unit > 0; unit /= 10) {
        buffer[end++] = (byte) ('0' + value / unit % 10);
      }
      return end;
    }

    private static long unitOf(long value) {
      long unit = 1;
      while (value / unit >= 10) {
        unit *= 10;
      }
      return unit;
    }
  }

  private static final class Hex implements Lines {
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH = 40;
    private static final int DIGITS_PER_WORD = 16;

    private final long seed;
    private long number;

    Hex(long seed) {
      this.seed = mix(seed);
    }

    @Override
    public int next(byte[] buffer, int start) {
      // The first sixteen digits alone differ from line to line, since mix is a bijection.
      long word = mix(seed + number++);
      for (int i = 0; i < LENGTH; i++) {
        if (i > 0 && i % DIGITS_PER_WORD == 0) {
          word = mix(word);
        }
        buffer[start + i] = DIGITS[(int) (word & 15)];
        word = Long.rotateRight(word, 4);
      }
      return start + LENGTH;
    }
  }

  private static final class Words implements Lines {
    private static final String[] CONSONANTS = {
      "b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "st",
      "tr", "sh"
    };
    private static final String[] VOWELS = {"a", "e", "i", "o", "u"};

    /** A language uses only a part of the words it could have. */
    private static final int SPARSENESS = 4;

    private final byte[][] syllables = new byte[CONSONANTS.length * VOWELS.length][];
    private final Walk walk;

    Words(long count, long seed) {
      for (int i = 0; i < syllables.length; i++) {
        String syllable = CONSONANTS[i / VOWELS.length] + VOWELS[i % VOWELS.length];
        syllables[i] = syllable.getBytes(StandardCharsets.US_ASCII);
      }
      walk = new Walk(Math.max(count * SPARSENESS, 10_000), seed);
    }

    @Override
    public int next(byte[] buffer, int start) {
      int end = start;
      long value = walk.next();
      do {
        byte[] syllable = syllables[(int) (value % syllables.length)];
        System.arraycopy(syllable, 0, buffer, end, syllable.length);
        end += syllable.length;
        value /= syllables.length;
      } while (value > 0);
      return end;
    }
  }

  /** The finalizer of SplitMix64: a bijection whose results look random. */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
