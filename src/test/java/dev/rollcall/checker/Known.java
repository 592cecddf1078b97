package dev.rollcall.checker;

import dev.rollcall.checker.Step.Phase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of the log was known to be there at each moment: an append is known once it is
 * acknowledged, or once anybody has received its message.
 */
final class Known {
  /** The furthest position known, since when, and who knows. */
  record Mark(int position, Step step) {}

  private final List<Mark> marks = new ArrayList<>();

  /** From steps in the order of time. */
  Known(List<Step> steps, LogIndex index) {
    int furthest = -1;
    for (Step step : steps) {
      int position = proven(step, index);
      if (position > furthest) {
        furthest = position;
        marks.add(new Mark(position, step));
      }
    }
  }

  private static int proven(Step step, LogIndex index) {
    boolean proof =
        step.phase() == Phase.ITEM || (step.phase() == Phase.OK && step.kind() == Step.Kind.APPEND);
    String value = step.value();
    return proof && value != null ? index.position(value) : -1;
  }

  /** The furthest position known before this moment; null if none was. */
  @Nullable Mark before(long at) {
    int low = 0;
    int high = marks.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (marks.get(middle).step().at() < at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? null : marks.get(low - 1);
  }
}
