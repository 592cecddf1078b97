package dev.rollcall.broadcast;

import dev.rollcall.broadcast.History.Live;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A topic's oldest messages, by ID and length, as far as they are known: all that are left up to an
 * ID. So a topic that is trimmed again and again need not read its history each time. Not
 * thread-safe.
 */
final class Front {
  /** What is appended is remembered while there are fewer; more come from history, in one go. */
  private static final int APPENDED_MAX = 64;

  private final ArrayDeque<Live> live = new ArrayDeque<>();

  /** What is left up to here is known. */
  private MessageId knownTo = MessageId.NONE;

  /** Begins again: nothing is known but what the state says. */
  void restart(TopicState state) {
    live.clear();
    knownTo = state.removed().upTo();
  }

  /** Follows a batch; {@code state} is the topic's after it. */
  void after(Batch batch, TopicState state) {
    boolean complete = knownTo.equals(batch.previous());
    settle(state);
    if (batch.changes().stream().anyMatch(altered -> altered.change() instanceof Change.Taken)) {
      live.removeIf(message -> state.removed().has(message.id()));
    }
    if (!complete) {
      return;
    }
    for (Page.Entry entry : batch.count() == 0 ? List.<Page.Entry>of() : batch.entries()) {
      if (live.size() >= APPENDED_MAX) {
        return;
      }
      live.add(new Live(entry.id(), entry.message().bytes()));
      knownTo = entry.id();
    }
    knownTo = batch.last();
  }

  /** Forgets what is gone from the beginning. */
  void settle(TopicState state) {
    MessageId gone = state.removed().upTo();
    while (!live.isEmpty() && !live.element().id().isAfter(gone)) {
      live.remove();
    }
    if (gone.isAfter(knownTo)) {
      knownTo = gone;
    }
  }

  /** Takes over what was read from history after {@code after}. */
  void learn(MessageId after, List<Live> next, TopicState state) {
    if (next.isEmpty() || after.isAfter(state.removed().upTo())) {
      return;
    }
    live.clear();
    knownTo = next.get(next.size() - 1).id();
    next.stream().filter(message -> !state.removed().has(message.id())).forEach(live::add);
    settle(state);
  }

  /** The ID of the oldest message; null if it is not known. */
  @Nullable MessageId first() {
    return live.isEmpty() ? null : live.element().id();
  }

  /**
   * The first messages up to {@code upTo}, no more than {@code most}; null if not all are known.
   */
  History.@Nullable Reached reach(MessageId upTo, long most) {
    MessageId last = null;
    Amount amount = Amount.NOTHING;
    Iterator<Live> all = live.iterator();
    while (all.hasNext() && amount.count() < most) {
      Live next = all.next();
      if (next.id().isAfter(upTo)) {
        return new History.Reached(last, amount, List.of());
      }
      amount = amount.plus(new Amount(1, next.bytes()));
      last = next.id();
    }
    boolean enough = amount.count() == most || knownTo.compareTo(upTo) >= 0;
    return enough ? new History.Reached(last, amount, List.of()) : null;
  }
}
