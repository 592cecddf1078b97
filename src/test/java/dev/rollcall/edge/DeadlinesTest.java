package dev.rollcall.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.edge.Deadlines.Passed;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  /** Any value may be the clock's, one near its overflow too. */
  private final long start = Long.sum(Long.MAX_VALUE, -5);

  private final Deadlines deadlines =
      new Deadlines(Duration.ofNanos(100), Duration.ofNanos(10), start);

  @Test
  void silencePassesTheIdleDeadline() {
    assertThat(deadlines.passed(start + 99)).isEqualTo(Passed.NONE);
    assertThat(deadlines.nanosLeft(start + 99)).isEqualTo(1);
    assertThat(deadlines.passed(start + 100)).isEqualTo(Passed.IDLE);
  }

  @Test
  void activityPutsTheIdleDeadlineOff() {
    deadlines.active(start + 60);
    assertThat(deadlines.passed(start + 159)).isEqualTo(Passed.NONE);
    assertThat(deadlines.passed(start + 160)).isEqualTo(Passed.IDLE);
  }

  @Test
  void activityDoesNotPutTheDeadlineOfAFrameOff() {
    deadlines.frame(1, start);
    deadlines.active(start + 9);
    deadlines.frame(1, start + 9);
    assertThat(deadlines.passed(start + 9)).isEqualTo(Passed.NONE);
    assertThat(deadlines.nanosLeft(start + 9)).isEqualTo(1);
    assertThat(deadlines.passed(start + 10)).isEqualTo(Passed.FRAME);
  }

  @Test
  void everyFrameHasItsOwnTime() {
    deadlines.frame(1, start);
    deadlines.frame(2, start + 8);
    assertThat(deadlines.passed(start + 17)).isEqualTo(Passed.NONE);
    assertThat(deadlines.passed(start + 18)).isEqualTo(Passed.FRAME);
    deadlines.frame(0, start + 18);
    assertThat(deadlines.passed(start + 18)).isEqualTo(Passed.NONE);
  }

  @Test
  void aFrameGetsItsWholeTimeAfterTheServerWasTheHoldUp() {
    deadlines.frame(1, start);
    deadlines.resume(start + 50);
    assertThat(deadlines.passed(start + 59)).isEqualTo(Passed.NONE);
    assertThat(deadlines.passed(start + 60)).isEqualTo(Passed.FRAME);
  }

  @Test
  void zeroIsNoIdleDeadline() {
    Deadlines endless = new Deadlines(Duration.ZERO, Duration.ofNanos(10), start);
    assertThat(endless.nanosLeft(start + 1_000_000)).isEqualTo(Long.MAX_VALUE);
    assertThat(endless.passed(start + 1_000_000)).isEqualTo(Passed.NONE);
  }
}
