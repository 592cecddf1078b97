package dev.rollcall.checker;

import dev.rollcall.checker.Appends.Append;
import dev.rollcall.checker.FinalLog.Entry;
import dev.rollcall.checker.Step.Kind;
import dev.rollcall.checker.Step.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds a recording against the log that was left in the end, and tells every {@link Rule} that was
 * broken. Since each value is sent once and each message has one place, no search is needed: the
 * work grows as {@code n log n}.
 */
public final class Checker {
  private final List<Step> steps;
  private final List<FinalLog> logs;
  private final LogIndex index;
  private final Appends appends;
  private final Known known;
  private final SendTimes sendTimes;
  private final List<Violation> violations = new ArrayList<>();

  private Checker(List<Step> steps, List<FinalLog> logs) {
    this.steps = steps;
    this.logs = logs;
    this.index = new LogIndex(logs.get(0));
    this.appends = new Appends(steps);
    this.known = new Known(steps, index);
    this.sendTimes = new SendTimes(index, appends);
  }

  /**
   * What is wrong; nothing if all is well.
   *
   * @param steps all recordings together, in any order
   * @param logs the log as each node tells it, at least one
   */
  public static List<Violation> check(List<Step> steps, List<FinalLog> logs) {
    List<Step> ordered = new ArrayList<>(steps);
    ordered.sort(Comparator.comparingLong(Step::at));
    return new Checker(ordered, logs).check();
  }

  private List<Violation> check() {
    violations.addAll(appends.violations());
    for (FinalLog log : logs.subList(1, logs.size())) {
      checkSame(logs.get(0), log);
    }
    checkLog();
    appends.all().forEach(this::checkOutcome);
    checkSendOrder();
    checkReceptions();
    return violations;
  }

  private void checkSame(FinalLog one, FinalLog other) {
    int both = Math.min(one.entries().size(), other.entries().size());
    int same = 0;
    while (same < both && one.entries().get(same).equals(other.entries().get(same))) {
      same++;
    }
    if (same < Math.max(one.entries().size(), other.entries().size())) {
      String what =
          "after %d messages %s has %s and %s has %s"
              .formatted(same, one.node(), at(one, same), other.node(), at(other, same));
      report(Rule.NODES_DIFFER, what, List.of());
    }
  }

  private static String at(FinalLog log, int position) {
    return position < log.entries().size() ? log.entries().get(position).toString() : "nothing";
  }

  private void checkLog() {
    for (int position = 0; position < index.size(); position++) {
      Entry entry = index.entry(position);
      Append append = appends.of(entry.value());
      if (append == null) {
        report(Rule.MADE_UP, entry + " was never sent", List.of());
      } else if (index.position(entry.value()) != position) {
        Entry first = index.entry(index.position(entry.value()));
        report(Rule.DUPLICATED, "in the log as " + first + " and as " + entry, append.steps());
      }
      if (position > 0 && index.entry(position - 1).id().compareTo(entry.id()) >= 0) {
        report(Rule.DISORDER, entry + " comes after " + index.entry(position - 1), List.of());
      }
    }
  }

  private void checkOutcome(Append append) {
    int position = index.position(append.value());
    if (append.ended(Phase.OK)) {
      checkAcknowledged(append, position);
    } else if (append.ended(Phase.FAIL) && position >= 0) {
      report(Rule.REFUSED_YET_PRESENT, "as " + index.entry(position), append.steps());
    }
    checkRealTime(append.invoke(), position);
  }

  private void checkAcknowledged(Append append, int position) {
    String id = append.outcome() == null ? null : append.outcome().id();
    if (position >= 0) {
      if (id != null && !index.entry(position).id().equals(LogId.parse(id))) {
        report(Rule.MISPLACED, "in the log as " + index.entry(position), append.steps());
      }
    } else if (id == null ? !index.isTrimmed() : !index.isTrimmed(LogId.parse(id))) {
      report(Rule.LOST, "acknowledged, and not in the log", append.steps());
    }
  }

  private void checkRealTime(Step invoke, int position) {
    Known.Mark mark = known.before(invoke.at());
    if (position >= 0 && mark != null && position < mark.position()) {
      String what = index.entry(position) + " was sent when " + index.entry(mark.position());
      report(Rule.REAL_TIME, what + " was known already", List.of(mark.step(), invoke));
    }
  }

  private void checkSendOrder() {
    Map<String, Append> furthest = new HashMap<>();
    for (Append append : appends.all()) {
      int position = index.position(append.value());
      if (position < 0) {
        continue;
      }
      Append before = furthest.get(append.invoke().process());
      if (before != null && position < index.position(before.value())) {
        String what = index.entry(position) + " was sent after what comes later in the log";
        report(Rule.SEND_ORDER, what, List.of(before.invoke(), append.invoke()));
      } else {
        furthest.put(append.invoke().process(), append);
      }
    }
  }

  private void checkReceptions() {
    Map<String, List<Step>> byProcess = new LinkedHashMap<>();
    for (Step step : steps) {
      if (step.kind() != Kind.APPEND) {
        byProcess.computeIfAbsent(step.kind() + step.process(), p -> new ArrayList<>()).add(step);
      }
    }
    byProcess.values().forEach(this::checkReception);
  }

  private void checkReception(List<Step> received) {
    Reception reception = new Reception(index, sendTimes, violations::add);
    Step invoke = null;
    for (Step step : received) {
      switch (step.phase()) {
        case INVOKE -> {
          invoke = step;
          begin(reception, step);
        }
        case ITEM -> reception.item(step, id(step), String.valueOf(step.value()));
        case TRIMMED -> reception.trimmed(step, id(step), LogId.parse(String.valueOf(step.to())));
        case OK -> {
          reception.joined(step);
          checkFresh(reception, invoke, step);
        }
        default -> {}
      }
    }
  }

  private static void begin(Reception reception, Step step) {
    if (step.id() != null) {
      reception.resumes(step, id(step));
    } else if (step.kind() == Kind.READ) {
      reception.resumes(step, new LogId(0, 0));
    } else {
      reception.startsAnywhere(step);
    }
  }

  private void checkFresh(Reception reception, @Nullable Step invoke, Step end) {
    Known.Mark mark = invoke == null ? null : known.before(invoke.at());
    if (end.kind() == Kind.READ
        && invoke != null
        && mark != null
        && mark.position() >= reception.expected()) {
      String what = "ended without " + index.entry(mark.position()) + ", known when it began";
      report(Rule.STALE_READ, what, List.of(mark.step(), invoke, end));
    }
  }

  private static LogId id(Step step) {
    return LogId.parse(String.valueOf(step.id()));
  }

  private void report(Rule rule, String what, List<Step> shown) {
    violations.add(new Violation(rule, what, shown));
  }
}
