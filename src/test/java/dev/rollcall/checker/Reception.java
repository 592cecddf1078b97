package dev.rollcall.checker;

import dev.rollcall.checker.FinalLog.Entry;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows what one follower or reader receives through the log, step by step: it must be a slice
 * without gap, however often the follower came back, save for gaps that were announced.
 */
final class Reception {
  private static final int ANYWHERE = -1;

  private final LogIndex index;
  private final Sent sent;
  private final Consumer<Violation> report;
  private final BitSet received = new BitSet();

  private int expected = ANYWHERE;
  private @Nullable Step last;
  private @Nullable Step joined;

  Reception(LogIndex index, Sent sent, Consumer<Violation> report) {
    this.index = index;
    this.sent = sent;
    this.report = report;
  }

  /** The position that comes next. */
  int expected() {
    return expected;
  }

  /** Begins, or goes on, after this ID. */
  void resumes(Step step, LogId after) {
    int next = index.after(after);
    if (expected != ANYWHERE && next > expected) {
      report(Rule.GAP, "goes on after " + after + " without having had " + missing(next), step);
    }
    received.clear(next, Math.max(next, received.length()));
    moveTo(next, step);
  }

  /** Begins with whatever comes, once it is joined. */
  void startsAnywhere(Step step) {
    moveTo(ANYWHERE, step);
    joined = null;
  }

  void joined(Step step) {
    joined = step;
  }

  void trimmed(Step step, LogId from, LogId to) {
    if (expected != ANYWHERE && index.after(from) > expected) {
      report(Rule.GAP, "the announced gap begins after " + missing(index.after(from)), step);
    }
    moveTo(Math.max(expected, index.atOrAfter(to)), step);
  }

  void item(Step step, LogId id, String value) {
    if (index.isTrimmed(id)) {
      trimmedItem(step, id);
      return;
    }
    int position = index.position(id);
    if (position < 0 || !index.entry(position).value().equals(value)) {
      report(Rule.FOREIGN, "the log has " + whatIsAt(position) + " at " + id, step);
      return;
    }
    if (expected == ANYWHERE) {
      first(step, position);
    } else if (position > expected) {
      report(Rule.GAP, "never had " + missing(position), step);
    } else if (position < expected) {
      boolean again = received.get(position);
      report(again ? Rule.REPEAT : Rule.SWAP, again ? "had it before" : "comes too late", step);
    }
    received.set(position);
    moveTo(Math.max(expected, position + 1), step);
  }

  /** Of what is not kept any more only the order can be told. */
  private void trimmedItem(Step step, LogId id) {
    Step before = last;
    if (before != null && before.id() != null && id.compareTo(LogId.parse(before.id())) <= 0) {
      report(Rule.SWAP, "not after what came before it", step);
    }
    moveTo(expected, step);
  }

  private void first(Step step, int position) {
    int missed = joined == null ? -1 : sent.firstSentAfter(joined.at(), position);
    if (missed >= 0) {
      report(Rule.GAP, "follows, and missed " + index.entry(missed), step);
    }
  }

  private void moveTo(int position, Step step) {
    expected = position;
    last = step;
  }

  private Entry missing(int position) {
    return index.entry(Math.min(expected, position - 1));
  }

  private String whatIsAt(int position) {
    return position < 0 ? "nothing" : index.entry(position).value();
  }

  private void report(Rule rule, String what, Step step) {
    Step before = last;
    report.accept(
        new Violation(rule, what, before == null ? List.of(step) : List.of(before, step)));
  }

  /** When the messages of the log were sent. */
  interface Sent {
    /** The first position below {@code end} that was sent after this moment; -1 for none. */
    int firstSentAfter(long at, int end);
  }
}
