package dev.rollcall.broadcast;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers what becomes pending, so that messages alike make one change. Not thread-safe. */
final class PendingRuns {
  private record Run(Pending pending, List<MessageId> ids) {}

  private final List<Run> runs = new ArrayList<>();

  /** One more message. */
  void add(MessageId id, Pending pending) {
    Run last = last();
    if (last == null || !last.pending.equals(pending)) {
      last = new Run(pending, new ArrayList<>());
      runs.add(last);
    }
    last.ids.add(id);
  }

  private @Nullable Run last() {
    return runs.isEmpty() ? null : runs.get(runs.size() - 1);
  }

  /** Makes them pending, in their order. */
  void deliver(GroupDraft draft, String group) {
    runs.forEach(run -> draft.deliver(group, run.pending, run.ids));
  }
}
