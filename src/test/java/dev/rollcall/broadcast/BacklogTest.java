package dev.rollcall.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private static final long SECOND = 1_000_000_000L;
  private static final byte[] NAME = {1};

  private final Backlog backlog = new Backlog();

  private static Delivery delivery(int bytes) {
    return new Delivery(null, NAME, new byte[bytes]);
  }

  @Test
  void givesTheOldestFirstUpToSoManyBytesButAtLeastOne() {
    Delivery first = delivery(1000);
    Delivery second = delivery(1000);
    Delivery third = delivery(1000);
    for (Delivery delivery : List.of(first, second, third)) {
      backlog.add(delivery, 0);
    }
    assertThat(backlog.take(1)).containsExactly(first);
    assertThat(backlog.take(1 << 20)).containsExactly(second, third);
    assertThat(backlog.take(1)).isEmpty();
    assertThat(backlog.isEmpty()).isTrue();
  }

  @Test
  void isTooLongAtOnceAboveTheHardLimit() {
    for (int i = 0; i < 8; i++) {
      backlog.add(delivery((1 << 20) - 65), 0);
    }
    assertThat(backlog.isTooLong(0)).isFalse();
    backlog.add(delivery(0), 0);
    assertThat(backlog.isTooLong(0)).isTrue();
  }

  @Test
  void isTooLongAfterAWhileAboveTheSoftLimit() {
    backlog.add(delivery(2 << 20), 5 * SECOND);
    assertThat(backlog.isHeavy()).isTrue();
    assertThat(backlog.isTooLong(35 * SECOND)).isFalse();
    assertThat(backlog.isTooLong(35 * SECOND + 1)).isTrue();
  }

  @Test
  void theWhileBeginsAgainOnceTheBacklogWasShort() {
    backlog.add(delivery(2 << 20), 0);
    backlog.take(1);
    assertThat(backlog.isHeavy()).isFalse();
    backlog.add(delivery(2 << 20), 29 * SECOND);
    assertThat(backlog.isTooLong(31 * SECOND)).isFalse();
    assertThat(backlog.isTooLong(60 * SECOND)).isTrue();
  }

  @Test
  void countsPatternChannelAndMessage() {
    byte[] large = new byte[3 << 20];
    backlog.add(new Delivery(large, large, large), 0);
    assertThat(backlog.isTooLong(0)).isTrue();
  }
}
