package dev.rollcall.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AnswerCheckTest {
  private static final int BATCH = 5;

  private final Workload workload =
      Workload.of(
          List.of("a".getBytes(StandardCharsets.US_ASCII)), 0.5, false, new SplittableRandom(1));

  @Test
  void acceptsRightAnswersHoweverTheyAreCut() {
    byte[] right = answers();
    for (int cut = 0; cut <= right.length; cut++) {
      AnswerCheck check = check();
      assertThat(check.take(Unpooled.wrappedBuffer(right, 0, cut))).isEqualTo(cut == right.length);
      if (cut < right.length) {
        assertThat(check.take(Unpooled.wrappedBuffer(right, cut, right.length - cut))).isTrue();
      }
      assertThat(check.wrong() + check.errors()).isZero();
    }
  }

  @Test
  void countsWrongAnswersAndErrorsHoweverTheyAreCut() {
    String[] lines = new String(answers(), StandardCharsets.US_ASCII).split("(?<=\n)", -1);
    lines[1] = lines[1].contains("NOT") ? "STRING EXISTS\n" : "STRING NOT FOUND\n";
    lines[3] = "ERROR UNAVAILABLE try again\n";
    byte[] answers = String.join("", lines).getBytes(StandardCharsets.US_ASCII);
    for (int cut = 0; cut < answers.length; cut++) {
      AnswerCheck check = check();
      assertThat(check.take(Unpooled.wrappedBuffer(answers, 0, cut))).isFalse();
      assertThat(check.take(Unpooled.wrappedBuffer(answers, cut, answers.length - cut))).isTrue();
      assertThat(check.wrong()).isEqualTo(1);
      assertThat(check.errors()).isEqualTo(1);
    }
  }

  @Test
  void expectsAskedLineBackFromEcho() {
    Workload echo =
        Workload.of(
            List.of("a".getBytes(StandardCharsets.US_ASCII)), 1, true, new SplittableRandom(1));
    AnswerCheck check = new AnswerCheck(echo);
    check.expect(0, 2);
    assertThat(check.take(Unpooled.copiedBuffer("a\na\n", StandardCharsets.US_ASCII))).isTrue();
    check.expect(2, 3);
    assertThat(check.take(Unpooled.copiedBuffer("b\n", StandardCharsets.US_ASCII))).isTrue();
    assertThat(check.wrong()).isEqualTo(1);
  }

  private AnswerCheck check() {
    AnswerCheck check = new AnswerCheck(workload);
    check.expect(0, BATCH);
    return check;
  }

  private byte[] answers() {
    ByteBuf all = workload.answers();
    return ByteBufUtil.getBytes(all, 0, workload.answerStart(BATCH));
  }
}
