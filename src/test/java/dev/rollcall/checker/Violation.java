package dev.rollcall.checker;

import java.util.List;

/**
 * One case in which a rule was broken.
 *
 * @param what what is wrong, in words
 * @param steps the records that show it
 */
public record Violation(Rule rule, String what, List<Step> steps) {
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(rule + ": " + what);
    for (Step step : steps) {
      text.append("\n    ").append(step);
    }
    return text.toString();
  }
}
