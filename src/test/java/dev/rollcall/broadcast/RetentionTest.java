package dev.rollcall.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final long NOW = 1_000_000;

  private static TopicState filled(Retention retention, int batches) {
    TopicState.Folding folding = new TopicState.Folding(retention);
    TopicState state = folding.empty();
    for (int i = 0; i < batches; i++) {
      state = folding.after(state, Batches.after(state.last(), "1234567890"));
    }
    return state;
  }

  private static long dropUpTo(Retention retention, TopicState state) {
    return retention.dropUpTo(state.closed(), state.left(), NOW);
  }

  @Test
  void withoutLimitsNothingGoes() {
    Retention retention = new Retention(Duration.ZERO, 0, 0);
    TopicState state = filled(retention, 1000);
    assertThat(dropUpTo(retention, state)).isZero();
    assertThat(state.count()).isEqualTo(1000);
    assertThat(state.bytes()).isEqualTo(14_000);
  }

  @Test
  void countAndBytesAreOversteppedByASixteenthAtMost() {
    for (Retention retention :
        new Retention[] {
          new Retention(Duration.ZERO, 0, 160), new Retention(Duration.ZERO, 2240, 0)
        }) {
      TopicState state = filled(retention, 1000);
      TopicState left = state.without(dropUpTo(retention, state));
      assertThat(left.count()).isBetween(140L, 170L);
      assertThat(left.keptFrom()).isEqualTo(1000 - left.count() + 1);
    }
  }

  @Test
  void whatIsTooOldGoesAndWhatIsNotStays() {
    Retention retention = new Retention(Duration.ofMinutes(15), 0, 0);
    TopicState.Folding folding = new TopicState.Folding(retention);
    TopicState state = folding.empty();
    for (long second = 1; second <= 1000; second += 10) {
      state = folding.after(state, Batches.after(new MessageId(second * 1000 - 1, 0), "x"));
    }
    TopicState left = state.without(dropUpTo(retention, state));
    assertThat(left.trimmedTo().millis()).isBetween(40_000L, 100_000L);
  }

  @Test
  void stateForgetsWhatALaterBatchSaysIsGone() {
    Retention retention = new Retention(Duration.ZERO, 0, 160);
    TopicState state = filled(retention, 200);
    long keptFrom = state.without(dropUpTo(retention, state)).keptFrom();
    assertThat(keptFrom).isGreaterThan(1);
    Batch batch = Batches.kept(keptFrom, Batches.after(state.last(), "later"));
    assertThat(new TopicState.Folding(retention).after(state, batch).keptFrom())
        .isEqualTo(keptFrom);
  }

  @Test
  void newChapterIsWorthASnapshot() {
    Retention retention = new Retention(Duration.ZERO, 0, 160);
    TopicState.Folding folding = new TopicState.Folding(retention);
    TopicState state = folding.empty();
    int snapshots = 0;
    for (int i = 0; i < 100; i++) {
      Batch batch = Batches.after(state.last(), "x");
      state = folding.after(state, batch);
      if (folding.snapshotNow(state, batch)) {
        snapshots++;
        assertThat(state.open().firstSequence()).isEqualTo(state.sequence());
      }
    }
    assertThat(snapshots).isEqualTo(9);
  }
}
