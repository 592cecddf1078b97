package dev.rollcall.checker;

import dev.rollcall.checker.FinalLog.Entry;
import dev.rollcall.checker.Step.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A recording and the log of two nodes, open to be tampered with. */
record History(List<Step> steps, List<Entry> first, List<Entry> second) {
  static History of(List<Step> steps, List<Entry> log) {
    return new History(new ArrayList<>(steps), new ArrayList<>(log), new ArrayList<>(log));
  }

  History copy() {
    return new History(new ArrayList<>(steps), new ArrayList<>(first), new ArrayList<>(second));
  }

  List<Violation> check() {
    return Checker.check(
        steps, List.of(FinalLog.whole("node-1", first), FinalLog.whole("node-2", second)));
  }

  /** The indexes of the steps that are like this. */
  List<Integer> indexes(Predicate<Step> like) {
    return IntStream.range(0, steps.size()).filter(i -> like.test(steps.get(i))).boxed().toList();
  }

  Stream<Step> acknowledged() {
    return steps.stream()
        .filter(step -> step.kind() == Step.Kind.APPEND && step.phase() == Phase.OK);
  }

  void change(int index, UnaryOperator<Step> change) {
    steps.set(index, change.apply(steps.get(index)));
  }

  /** Where a value is in the log; -1 if it is not. */
  int position(String value) {
    return IntStream.range(0, first.size())
        .filter(i -> first.get(i).value().equals(value))
        .findFirst()
        .orElse(-1);
  }

  /** Does the same to the log of both nodes. */
  void inLogs(java.util.function.Consumer<List<Entry>> change) {
    change.accept(first);
    change.accept(second);
  }

  /** Puts a value into both logs behind this position, under an ID that nothing has. */
  void insertAfter(int position, String value) {
    LogId before = first.get(position).id();
    LogId id = new LogId(before.millis(), before.sequence() + 1_000);
    inLogs(log -> log.add(position + 1, new Entry(id, value)));
  }

  /** Everybody takes the one value for the other: in the log, in answers, in what was received. */
  void exchange(String one, String other) {
    int a = position(one);
    int b = position(other);
    LogId idOfOne = first.get(a).id();
    LogId idOfOther = first.get(b).id();
    inLogs(
        log -> {
          log.set(a, new Entry(idOfOne, other));
          log.set(b, new Entry(idOfOther, one));
        });
    steps.replaceAll(
        step -> {
          if (step.phase() == Phase.OK && one.equals(step.value())) {
            return withId(step, idOfOther.toString());
          } else if (step.phase() == Phase.OK && other.equals(step.value())) {
            return withId(step, idOfOne.toString());
          } else if (step.phase() == Phase.ITEM && one.equals(step.value())) {
            return withValue(step, other);
          } else if (step.phase() == Phase.ITEM && other.equals(step.value())) {
            return withValue(step, one);
          }
          return step;
        });
  }

  static Step withId(Step step, String id) {
    return new Step(
        step.at(), step.process(), step.kind(), step.phase(), step.value(), id, step.to());
  }

  static Step withValue(Step step, String value) {
    return new Step(
        step.at(), step.process(), step.kind(), step.phase(), value, step.id(), step.to());
  }

  static Step withPhase(Step step, Phase phase) {
    return new Step(
        step.at(), step.process(), step.kind(), phase, step.value(), step.id(), step.to());
  }

  static Step withTime(Step step, long at) {
    return new Step(
        at, step.process(), step.kind(), step.phase(), step.value(), step.id(), step.to());
  }
}
