package dev.rollcall.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemovedTest {
  private static final int MESSAGES = 60;

  /** The ID of a message; IDs are not consecutive. */
  private static MessageId id(int message) {
    return message < 0 ? MessageId.NONE : new MessageId(10 + message / 4, 3L * (message % 4));
  }

  private static Removed with(Removed removed, int message) {
    return removed.with(id(message - 1), id(message));
  }

  /** What must hold whatever was removed in whatever order. */
  private static void assertGone(Removed removed, Set<Integer> gone) {
    for (int i = 0; i < MESSAGES; i++) {
      assertThat(removed.has(id(i))).as("message %s of %s", i, gone).isEqualTo(gone.contains(i));
      if (!gone.contains(i)) {
        int next = i + 1;
        while (gone.contains(next)) {
          next++;
        }
        assertThat(removed.skip(id(i))).isLessThan(id(next));
        assertThat(removed.skip(id(i))).isGreaterThanOrEqualTo(id(next - 1));
      }
      boolean touches = gone.contains(i);
      if (touches) {
        assertThat(removed.touches(id(i - 1), id(i))).isTrue();
      }
    }
  }

  /** Neighbours are one hole, and there is none at the beginning. */
  private static int runs(Set<Integer> gone, int from) {
    int runs = 0;
    for (int i : gone) {
      runs += i > from && !gone.contains(i - 1) ? 1 : 0;
    }
    return runs;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void isTheSameAsASetWhateverTheOrder(long seed) throws Exception {
    Random random = new Random(seed);
    TreeSet<Integer> gone = new TreeSet<>();
    Removed removed = Removed.NOTHING;
    for (int step = 0; step < 50; step++) {
      int message = random.nextInt(MESSAGES);
      if (random.nextInt(12) == 0) {
        int upTo = random.nextInt(10);
        removed = removed.through(id(upTo));
        for (int i = 0; i <= upTo; i++) {
          gone.add(i);
        }
      } else {
        removed = with(removed, message);
        gone.add(message);
      }
      assertGone(removed, gone);
      int first = 0;
      while (gone.contains(first)) {
        first++;
      }
      assertThat(removed.upTo()).isEqualTo(id(first - 1));
      assertThat(removed.holes()).isEqualTo(runs(gone, first));
      assertThat(Removed.decode(removed.encoded())).isEqualTo(removed);
    }
  }

  @Test
  void queueEmptiedInOrderLeavesNothingToRemember() {
    Removed removed = Removed.NOTHING;
    for (int i = 0; i < MESSAGES; i++) {
      removed = with(removed, i);
      assertThat(removed.holes()).isZero();
      assertThat(removed.upTo()).isEqualTo(id(i));
    }
  }

  @Test
  void queueWithOneMessageLeftBehindHasOneHole() {
    Removed removed = Removed.NOTHING;
    for (int i = 1; i < MESSAGES; i++) {
      removed = with(removed, i);
    }
    assertThat(removed.holes()).isEqualTo(1);
    assertThat(removed.upTo()).isEqualTo(MessageId.NONE);
    assertThat(with(removed, 0).holes()).isZero();
  }

  @Test
  void partsSayTheSameAsTheWholeWhereTheyKnow() {
    Removed removed = Removed.upTo(id(2));
    for (int i = 5; i < MESSAGES; i += 2) {
      removed = with(removed, i);
    }
    for (int at = -1; at < MESSAGES; at++) {
      Removed.Part after = removed.partFrom(id(at), 5);
      assertThat(after.knownTo()).isGreaterThan(id(Math.min(at, MESSAGES - 2)));
      Removed.Part before = removed.partBefore(id(at), 5);
      for (int i = 0; i < MESSAGES; i++) {
        MessageId id = id(i);
        boolean gone = removed.has(id);
        if (id.isAfter(id(at)) && !id.isAfter(after.knownTo())) {
          assertThat(after.removed().has(id)).as("%s after %s", i, at).isEqualTo(gone);
        }
        if (id(at).isAfter(id) && !before.knownFrom().isAfter(id)) {
          assertThat(before.removed().has(id)).as("%s before %s", i, at).isEqualTo(gone);
        }
      }
    }
  }

  @Test
  void readingPartByPartComesToAnEnd() {
    Removed removed = Removed.NOTHING;
    for (int i = 1; i < MESSAGES; i += 2) {
      removed = with(removed, i);
    }
    List<MessageId> ends = new ArrayList<>();
    MessageId at = MessageId.NONE;
    while (!at.equals(MessageId.MAX)) {
      at = removed.partFrom(at, 3).knownTo();
      ends.add(at);
    }
    assertThat(ends).isSorted().doesNotHaveDuplicates().hasSizeLessThan(MESSAGES);
  }

  @Test
  void holesBeforeWhatOneHasAreForgotten() {
    Removed removed = Removed.NOTHING;
    for (int i = 1; i < MESSAGES; i += 2) {
      removed = with(removed, i);
    }
    Removed left = removed.onlyAfter(id(31));
    assertThat(left.holes()).isEqualTo((MESSAGES - 32) / 2);
    assertThat(left.has(id(31))).isFalse();
    assertThat(left.has(id(33))).isTrue();
    assertThat(left.upTo()).isEqualTo(MessageId.NONE);
  }
}
