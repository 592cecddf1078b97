package dev.rollcall.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.edge.http.GuardDeadlines.Late;
import dev.rollcall.edge.http.GuardDeadlines.Waiting;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GuardDeadlinesTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** Idle 60 s, frame 10 s, write 5 s. Begins where the clock is about to turn over. */
  private final GuardDeadlines deadlines =
      new GuardDeadlines(Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(5));

  private static long at(double seconds) {
    return Long.MAX_VALUE - SECOND + (long) (seconds * SECOND);
  }

  private void assertLateAt(Late late, double seconds) {
    assertThat(deadlines.late(at(seconds) - 1)).isEqualTo(Late.NOBODY);
    assertThat(deadlines.nanosLeft(at(seconds) - 1)).isEqualTo(1);
    assertThat(deadlines.late(at(seconds))).isEqualTo(late);
  }

  @Test
  void nobodyIsLateWhoIsNotWaitedFor() {
    deadlines.await(Waiting.NOTHING, at(0));
    assertThat(deadlines.nanosLeft(at(1000))).isEqualTo(Long.MAX_VALUE);
    assertThat(deadlines.late(at(1000))).isEqualTo(Late.NOBODY);
  }

  @Test
  void aHeadCountsFromItsFirstByteHoweverManyCome() {
    deadlines.await(Waiting.REQUEST, at(0));
    deadlines.heard(1, at(30));
    deadlines.await(Waiting.HEAD, at(30));
    deadlines.heard(1, at(35));
    deadlines.await(Waiting.HEAD, at(35));
    assertLateAt(Late.HEAD, 40);
  }

  @Test
  void aConnectionIsIdleFromItsLastResponseOn() {
    deadlines.await(Waiting.REQUEST, at(0));
    deadlines.startWrite(at(20));
    deadlines.taken(100, at(21));
    assertLateAt(Late.IDLE, 81);
  }

  @Test
  void anIdleLimitOfZeroIsNone() {
    GuardDeadlines patient =
        new GuardDeadlines(Duration.ZERO, Duration.ofSeconds(10), Duration.ofSeconds(5));
    patient.await(Waiting.REQUEST, at(0));
    assertThat(patient.nanosLeft(at(1e6))).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aBodyMayTakeASecondMoreForEachKibibyte() {
    deadlines.startBody();
    deadlines.await(Waiting.BODY, at(0));
    deadlines.heard(5 * 1024, at(9));
    deadlines.await(Waiting.BODY, at(9));
    assertLateAt(Late.BODY, 15);
  }

  @Test
  void aBodyIsNotLateWhileTheServerDoesNotAskForIt() {
    deadlines.startBody();
    deadlines.await(Waiting.BODY, at(0));
    deadlines.heard(0, at(4));
    assertThat(deadlines.late(at(1000))).isEqualTo(Late.NOBODY);
    deadlines.await(Waiting.BODY, at(1000));
    assertLateAt(Late.BODY, 1006);
  }

  @Test
  void aByteNowAndThenDoesNotKeepABodyAlive() {
    deadlines.startBody();
    for (int second = 0; second < 10; second++) {
      deadlines.await(Waiting.BODY, at(second));
      assertThat(deadlines.late(at(second + 1) - 1)).isEqualTo(Late.NOBODY);
      deadlines.heard(1, at(second + 1));
    }
    deadlines.await(Waiting.BODY, at(10));
    assertThat(deadlines.late(at(10.1))).isEqualTo(Late.BODY);
  }

  @Test
  void whoTakesNothingIsLateAndWhoTookMuchHasLongerForMore() {
    deadlines.startWrite(at(0));
    assertLateAt(Late.WRITE, 5);
    deadlines.taken(GuardDeadlines.BUFFER_BYTES / 3, at(0));
    deadlines.startWrite(at(0));
    assertThat(deadlines.late(at(9.9))).isEqualTo(Late.NOBODY);
    assertThat(deadlines.late(at(10.1))).isEqualTo(Late.WRITE);
    deadlines.taken(100 * GuardDeadlines.BUFFER_BYTES, at(0.5));
    deadlines.startWrite(at(0.5));
    assertThat(deadlines.late(at(20.4))).isEqualTo(Late.NOBODY);
    assertThat(deadlines.late(at(20.6))).isEqualTo(Late.WRITE);
  }

  @Test
  void whatWasTakenBeforeAWaitCountsOnlyOnce() {
    deadlines.startWrite(at(0));
    deadlines.taken(GuardDeadlines.BUFFER_BYTES, at(0));
    deadlines.startWrite(at(0));
    deadlines.taken(0, at(15));
    deadlines.startWrite(at(15));
    assertLateAt(Late.WRITE, 20);
  }

  @Test
  void anAnswerHasItsTime() {
    deadlines.startAnswer(at(0));
    assertLateAt(Late.ANSWER, 30);
    deadlines.answered();
    assertThat(deadlines.late(at(31))).isEqualTo(Late.NOBODY);
  }
}
