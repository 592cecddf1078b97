package dev.rollcall.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final byte[] NAME = {1};

  private final AtomicInteger wakes = new AtomicInteger();
  private final Outbox outbox = new Outbox(wakes::incrementAndGet);

  private boolean offer(int bytes) {
    return outbox.offer(new Outbox.Publication(NAME, new byte[bytes]));
  }

  @Test
  void givesBatchesInOrderAndWakesOnceUntilItIsEmpty() {
    assertThat(offer(200 << 10)).isTrue();
    assertThat(offer(100 << 10)).isTrue();
    assertThat(offer(1)).isTrue();
    assertThat(wakes).hasValue(1);
    assertThat(outbox.next())
        .extracting(p -> p.message().length)
        .containsExactly(200 << 10, 100 << 10);
    assertThat(outbox.next()).hasSize(1);
    assertThat(outbox.next()).isEmpty();
    offer(1);
    assertThat(wakes).hasValue(2);
  }

  @Test
  void waitsForTheOtherNodeWhenEnoughIsUnderway() {
    for (int i = 0; i < 7; i++) {
      offer(1 << 20);
    }
    assertThat(outbox.next()).hasSize(1);
    assertThat(outbox.next()).hasSize(1);
    assertThat(outbox.next()).isEmpty();
    outbox.taken(outbox.sent() / 2);
    assertThat(outbox.next()).hasSize(1);
    assertThat(outbox.next()).isEmpty();
  }

  @Test
  void losesWhatThereIsNoRoomFor() {
    int kept = 0;
    while (offer(1 << 20)) {
      kept++;
    }
    assertThat(kept).isEqualTo(7);
    assertThat(offer(1 << 20)).isFalse();
    assertThat(offer(1)).isTrue();
    assertThat(outbox.takeLost()).isEqualTo(2);
    assertThat(outbox.takeLost()).isZero();
    outbox.next();
    assertThat(offer(1 << 20)).isTrue();
  }

  @Test
  void doesNotBelieveThatMoreHasComeThanWasSent() {
    offer(1);
    outbox.next();
    outbox.taken(Long.MAX_VALUE);
    for (int i = 0; i < 3; i++) {
      offer(1 << 20);
    }
    assertThat(outbox.next()).hasSize(1);
    assertThat(outbox.next()).hasSize(1);
    assertThat(outbox.next()).isEmpty();
  }
}
