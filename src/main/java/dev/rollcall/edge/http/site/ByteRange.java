package dev.rollcall.edge.http.site;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a file (RFC 9110, 14.1.2).
 *
 * @param first the first byte of the part, counted from 0
 * @param last the last byte of the part, not before the first
 */
record ByteRange(long first, long last) {
  /** More than any player or download manager asks for at once. */
  static final int COUNT_MAX = 32;

  private static final Pattern FORM = Pattern.compile("(\\d*)-(\\d*)");

  /** As many digits as always fit into a long. */
  private static final int DIGITS_MAX = 18;

  long length() {
    return last - first + 1;
  }

  /** The value of {@code Content-Range}. */
  String of(long size) {
    return "bytes " + first + "-" + last + "/" + size;
  }

  /**
   * Reads the value of {@code Range}.
   *
   * @return the parts that the file has, none if none of them is in it; empty where the header is
   *     to be ignored: it is malformed, has another unit, more than {@link #COUNT_MAX} ranges, or
   *     ranges that overlap so far that the file as a whole is shorter
   */
  static Optional<List<ByteRange>> parse(String value, long size) {
    String[] unit = value.split("=", 2);
    if (unit.length < 2 || !unit[0].trim().equalsIgnoreCase("bytes")) {
      return Optional.empty();
    }
    String[] texts = unit[1].split(",", -1);
    if (texts.length > COUNT_MAX) {
      return Optional.empty();
    }
    List<ByteRange> ranges = new ArrayList<>();
    for (String text : texts) {
      Matcher matcher = FORM.matcher(text.trim());
      if (!matcher.matches() || isEmptyOrReversed(matcher)) {
        return Optional.empty();
      }
      within(matcher, size).ifPresent(ranges::add);
    }
    long total = ranges.stream().mapToLong(ByteRange::length).sum();
    return total > size ? Optional.empty() : Optional.of(ranges);
  }

  private static boolean isEmptyOrReversed(Matcher matcher) {
    return matcher.group(1).isEmpty()
        ? matcher.group(2).isEmpty()
        : !matcher.group(2).isEmpty() && number(matcher.group(2)) < number(matcher.group(1));
  }

  private static Optional<ByteRange> within(Matcher matcher, long size) {
    if (matcher.group(1).isEmpty()) {
      long length = Math.min(number(matcher.group(2)), size);
      return length == 0 ? Optional.empty() : Optional.of(new ByteRange(size - length, size - 1));
    }
    long first = number(matcher.group(1));
    long last = matcher.group(2).isEmpty() ? Long.MAX_VALUE : number(matcher.group(2));
    return first >= size
        ? Optional.empty()
        : Optional.of(new ByteRange(first, Math.min(last, size - 1)));
  }

  private static long number(String digits) {
    String significant = digits.replaceFirst("^0+(?=.)", "");
    return significant.length() > DIGITS_MAX ? Long.MAX_VALUE : Long.parseLong(significant);
  }
}
