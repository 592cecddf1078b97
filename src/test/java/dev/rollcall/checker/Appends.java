package dev.rollcall.checker;

import dev.rollcall.checker.Step.Kind;
import dev.rollcall.checker.Step.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of each append, in the order in which they were sent. */
final class Appends {
  /** One append; an outcome that is not recorded is as good as INFO. */
  record Append(Step invoke, @Nullable Step outcome) {
    String value() {
      return String.valueOf(invoke.value());
    }

    boolean ended(Phase phase) {
      return outcome != null && outcome.phase() == phase;
    }

    List<Step> steps() {
      return outcome == null ? List.of(invoke) : List.of(invoke, outcome);
    }
  }

  private final Map<String, Append> byValue = new LinkedHashMap<>();
  private final List<Violation> violations = new ArrayList<>();

  Appends(List<Step> steps) {
    for (Step step : steps) {
      if (step.kind() == Kind.APPEND) {
        add(step);
      }
    }
  }

  private void add(Step step) {
    String value = String.valueOf(step.value());
    Append known = byValue.get(value);
    if (step.phase() == Phase.INVOKE) {
      if (known != null) {
        malformed("a value is sent twice", List.of(known.invoke(), step));
      } else {
        byValue.put(value, new Append(step, null));
      }
    } else if (known == null) {
      malformed("an outcome of what was never sent", List.of(step));
    } else if (known.outcome() != null) {
      malformed("a second outcome", List.of(known.invoke(), known.outcome(), step));
    } else {
      byValue.put(value, new Append(known.invoke(), step));
    }
  }

  private void malformed(String what, List<Step> steps) {
    violations.add(new Violation(Rule.RECORDING, what, steps));
  }

  Iterable<Append> all() {
    return byValue.values();
  }

  @Nullable Append of(String value) {
    return byValue.get(value);
  }

  List<Violation> violations() {
    return violations;
  }
}
