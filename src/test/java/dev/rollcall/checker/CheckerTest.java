package dev.rollcall.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.rollcall.checker.FinalLog.Entry;
import dev.rollcall.checker.Step.Kind;
import dev.rollcall.checker.Step.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The checker finds nothing where nothing is wrong, and every fault that is planted. */
class CheckerTest {
  private static final int SEEDS = 25;

  private final List<Step> steps = new ArrayList<>();
  private List<Entry> log =
      List.of(
          new Entry(new LogId(5, 0), "a"),
          new Entry(new LogId(5, 1), "b"),
          new Entry(new LogId(7, 0), "c"));

  private void step(
      String process, Kind kind, Phase phase, @Nullable String value, @Nullable String id) {
    steps.add(new Step(steps.size(), process, kind, phase, value, id, null));
  }

  private void appended(String process, String value, @Nullable String id) {
    step(process, Kind.APPEND, Phase.INVOKE, value, null);
    step(process, Kind.APPEND, Phase.OK, value, id);
  }

  private void appendedAll() {
    appended("one", "a", "5-0");
    appended("two", "b", "5-1");
    appended("one", "c", "7-0");
  }

  private List<Violation> check() {
    return Checker.check(steps, List.of(FinalLog.whole("node", log)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void findsNothingInAValidHistory(long seed) {
    assertThat(HonestLog.play(seed, 4_000).check()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void findsEveryFaultWhereverItIs(Fault fault) {
    for (long seed = 0; seed < SEEDS; seed++) {
      History history = HonestLog.play(seed, 1_200);
      fault.plant(history, new Random(seed));
      assertThat(history.check())
          .as("seed %d", seed)
          .extracting(Violation::rule)
          .contains(fault.broken());
    }
  }

  @Test
  void everyRuleIsBrokenByAFault() {
    assertThat(List.of(Fault.values())).extracting(Fault::broken).contains(Rule.values());
  }

  @Test
  void showsTheRecordsThatProveIt() {
    appendedAll();
    log = log.subList(0, 2);
    assertThat(check())
        .containsExactly(
            new Violation(Rule.LOST, "acknowledged, and not in the log", steps.subList(4, 6)));
    assertThat(check().get(0).toString()).contains("LOST: ", "process=one", "value=c");
  }

  @Test
  void takesAnAcknowledgementWithoutId() {
    appended("one", "a", null);
    appended("one", "b", null);
    step("one", Kind.APPEND, Phase.INVOKE, "c", null);
    assertThat(check()).isEmpty();
    log = log.subList(1, 3);
    assertThat(check()).extracting(Violation::rule).containsExactly(Rule.LOST);
  }

  @Test
  void asksNothingOfAnAppendThatNobodyAnswered() {
    appendedAll();
    step("three", Kind.APPEND, Phase.INVOKE, "d", null);
    step("three", Kind.APPEND, Phase.INFO, "d", null);
    assertThat(check()).isEmpty();
  }

  @Test
  void ordersWhatOverlapsEitherWay() {
    step("two", Kind.APPEND, Phase.INVOKE, "b", null);
    step("one", Kind.APPEND, Phase.INVOKE, "a", null);
    step("two", Kind.APPEND, Phase.OK, "b", "5-1");
    step("one", Kind.APPEND, Phase.OK, "a", "5-0");
    log = log.subList(0, 2);
    assertThat(check()).isEmpty();
  }

  @Test
  void whatAFollowerHasSeenIsKnownThoughItsSenderDoesNotKnow() {
    step("one", Kind.APPEND, Phase.INVOKE, "b", null);
    step("f", Kind.FOLLOW, Phase.INVOKE, null, "5-0");
    step("f", Kind.FOLLOW, Phase.ITEM, "b", "5-1");
    appended("two", "a", "5-0");
    log = log.subList(0, 2);
    assertThat(check()).extracting(Violation::rule).containsExactly(Rule.REAL_TIME);
  }

  @Test
  void aFollowerMissesNothingThatWasSentAfterItHadJoined() {
    step("f", Kind.FOLLOW, Phase.INVOKE, null, null);
    appended("one", "a", "5-0");
    step("f", Kind.FOLLOW, Phase.OK, null, null);
    appended("one", "b", "5-1");
    appended("one", "c", "7-0");
    step("f", Kind.FOLLOW, Phase.ITEM, "b", "5-1");
    assertThat(check()).isEmpty();
    steps.remove(steps.size() - 1);
    step("f", Kind.FOLLOW, Phase.ITEM, "c", "7-0");
    assertThat(check()).extracting(Violation::rule).containsExactly(Rule.GAP);
  }

  @Test
  void aFollowerThatComesBackFurtherOnHasAGap() {
    appendedAll();
    step("f", Kind.FOLLOW, Phase.INVOKE, null, "0");
    step("f", Kind.FOLLOW, Phase.ITEM, "a", "5-0");
    step("f", Kind.FOLLOW, Phase.INVOKE, null, "5-1");
    step("f", Kind.FOLLOW, Phase.ITEM, "c", "7-0");
    assertThat(check()).extracting(Violation::rule).containsExactly(Rule.GAP);
  }

  @Test
  void aFollowerMayGoBackOnPurpose() {
    appendedAll();
    for (int i = 0; i < 2; i++) {
      step("f", Kind.FOLLOW, Phase.INVOKE, null, "5-0");
      step("f", Kind.FOLLOW, Phase.ITEM, "b", "5-1");
      step("f", Kind.FOLLOW, Phase.ITEM, "c", "7-0");
    }
    assertThat(check()).isEmpty();
  }

  @Test
  void aTrimmedLogOwesOnlyWhatItKeeps() {
    appendedAll();
    step("f", Kind.FOLLOW, Phase.INVOKE, null, "0");
    step("f", Kind.FOLLOW, Phase.ITEM, "a", "5-0");
    step("f", Kind.FOLLOW, Phase.ITEM, "b", "5-1");
    step("f", Kind.FOLLOW, Phase.ITEM, "c", "7-0");
    FinalLog kept = new FinalLog("node", new LogId(7, 0), log.subList(2, 3));
    assertThat(Checker.check(steps, List.of(kept))).isEmpty();
    FinalLog nothing = new FinalLog("node", new LogId(7, 0), List.of());
    assertThat(Checker.check(steps, List.of(nothing)))
        .extracting(Violation::rule)
        .containsExactly(Rule.LOST, Rule.FOREIGN);
  }

  @Test
  void comparesIdsAsUnsignedNumbers() {
    LogId huge = LogId.parse("18446744073709551615-18446744073709551615");
    assertThat(huge)
        .isGreaterThan(LogId.parse("5-1"))
        .hasToString("18446744073709551615-18446744073709551615");
    assertThat(LogId.parse("5")).isEqualTo(new LogId(5, 0));
  }

  @Test
  void checksAMillionStepsInSeconds() {
    History history = HonestLog.play(1, 250_000);
    assertThat(assertTimeout(Duration.ofSeconds(20), history::check)).isEmpty();
  }
}
