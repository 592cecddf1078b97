package dev.rollcall.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class DeliveryCheckTest {
  private static final String RIGHT =
      """
      news 5-0 r1 0 0 100 xxx
      news 5-1 r1 1 0 200 x
      news 6-0 r1 0 1 300 x
      """;

  private final DeliveryCheck check = new DeliveryCheck("news", "r1", 2);

  @Test
  void findsNothingWrongHoweverTheStreamIsCut() {
    for (int cut = 0; cut <= RIGHT.length(); cut++) {
      DeliveryCheck cutCheck = new DeliveryCheck("news", "r1", 2);
      cutCheck.take(bytes(RIGHT.substring(0, cut)), 1_000);
      cutCheck.take(bytes(RIGHT.substring(cut)), 1_000);
      assertCounts(cutCheck, 3, 0, 0, 0);
      assertThat(cutCheck.latencies().maxNanos()).isEqualTo(900);
    }
  }

  @Test
  void countsWhatWasSkipped() {
    take("news 5-0 r1 0 2 100 x\nnews 5-1 r1 0 3 100 x\n");
    assertCounts(check, 2, 2, 0, 0);
  }

  @Test
  void countsWhatCameAgain() {
    take("news 5-0 r1 0 0 100 x\nnews 5-1 r1 0 0 100 x\n");
    assertCounts(check, 1, 0, 1, 0);
  }

  @Test
  void countsIdsThatDoNotGrow() {
    take("news 5-1 r1 0 0 100 x\nnews 5-0 r1 1 0 100 x\nnews 4-9 r1 1 1 100 x\n");
    assertCounts(check, 3, 0, 0, 2);
  }

  @Test
  void leavesMessagesOfOthersAside() {
    take("news 5-0 r2 0 0 100 x\nnews 5-1\nnews 5-2 \nACK\nnews 5-3 r1 0 0 100 x\n");
    assertCounts(check, 1, 0, 0, 0);
  }

  @Test
  void countsErrors() {
    take("ERROR UNAVAILABLE moving\n");
    assertThat(check.errors()).isEqualTo(1);
  }

  @Test
  void acknowledgementsHaveIdsThatGrow() {
    AckCheck acks = new AckCheck();
    acks.expect(0, 4);
    assertThat(acks.take(bytes("OK 5-0\nOK 5-1\nERROR BUSY x\nO"))).isFalse();
    assertThat(acks.take(bytes("K 6-0\n"))).isTrue();
    assertThat(acks.wrong()).isZero();
    assertThat(acks.errors()).isEqualTo(1);
    acks.expect(4, 7);
    assertThat(acks.take(bytes("OK 6-0\nOK\nOK 7-x\n"))).isTrue();
    assertThat(acks.wrong()).isEqualTo(3);
  }

  @Test
  void readsWhatAppendersSend() {
    Load load = new TimedAppendLoad("news", "r1", 1, 60);
    for (int batch = 0; batch < 2; batch++) {
      ByteBuf requests = load.requests(0, 2);
      String text = requests.toString(UTF_8);
      requests.release();
      assertThat(text.lines()).allMatch(line -> line.length() == "/send news ".length() + 60);
      String ids = text.replaceFirst("/send news", "news 5-" + (batch * 2));
      take(ids.replaceFirst("/send news", "news 5-" + (batch * 2 + 1)));
    }
    assertCounts(check, 4, 0, 0, 0);
  }

  private void take(String lines) {
    check.take(bytes(lines), System.nanoTime());
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.wrappedBuffer(text.getBytes(UTF_8));
  }

  private static void assertCounts(
      DeliveryCheck check, long deliveries, long gaps, long duplicates, long disorder) {
    assertThat(check.deliveries()).isEqualTo(deliveries);
    assertThat(check.gaps()).isEqualTo(gaps);
    assertThat(check.duplicates()).isEqualTo(duplicates);
    assertThat(check.disorder()).isEqualTo(disorder);
  }
}
