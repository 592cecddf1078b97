package dev.rollcall.lookup;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Pearson's test of whether all outcomes are as likely. */
final class Uniformity {
  private Uniformity() {}

  /** The sum of squares over so many kinds of outcome. */
  static double chiSquare(List<String> outcomes, int kinds) {
    Collection<Long> counts =
        outcomes.stream()
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
            .values();
    double expected = (double) outcomes.size() / kinds;
    double sum = (kinds - counts.size()) * expected;
    for (long count : counts) {
      sum += (count - expected) * (count - expected) / expected;
    }
    return sum;
  }

  /** What chance exceeds in one case of a million: mean and deviation are known. */
  static double limit(int kinds) {
    double degrees = kinds - 1;
    return degrees + 5 * Math.sqrt(2 * degrees);
  }
}
