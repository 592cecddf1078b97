package dev.rollcall.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentTest {
  private static final MessageId START = new MessageId(100, 0);

  @Test
  void givesWhatComesAfterAnyIdInPagesOfAnySize() {
    Recent recent = Recent.after(START);
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Batch batch = Batches.after(recent.last(), "a" + i, "b", "c");
      recent = recent.with(batch);
      batch.entries().forEach(entry -> ids.add(entry.id()));
    }
    for (int bytesMax : new int[] {1, 40, 100, 1000, 100_000}) {
      for (int from = 0; from < ids.size(); from += 5) {
        List<MessageId> read = new ArrayList<>();
        MessageId cursor = ids.get(from);
        for (Page page = recent.after(cursor, bytesMax); !page.isEmpty(); ) {
          page.entries().forEach(entry -> read.add(entry.id()));
          cursor = page.last();
          page = recent.after(cursor, bytesMax);
        }
        assertThat(read).containsExactlyElementsOf(ids.subList(from + 1, ids.size()));
      }
    }
  }

  @Test
  void forgetsTheOldestBeyondItsBytesAndSaysFromWhereItKnows() {
    Recent recent = Recent.after(START);
    String large = "x".repeat(1 << 20);
    MessageId fifth = START;
    for (int i = 0; i < 12; i++) {
      recent = recent.with(Batches.after(recent.last(), large));
      fifth = i == 4 ? recent.last() : fifth;
    }
    assertThat(recent.base()).isGreaterThanOrEqualTo(fifth);
    assertThat(recent.base()).isLessThan(recent.last());
    assertThat(recent.after(recent.base(), Integer.MAX_VALUE).count()).isBetween(6, 8);
  }

  @Test
  void batchWithoutMessagesIsNothingToTake() {
    Batch one = Batches.after(START, "one");
    Recent recent = Recent.after(START).with(one).with(Batches.changing(one.last()));
    assertThat(recent.last()).isEqualTo(one.last());
    assertThat(recent.after(one.last(), 1000).isEmpty()).isTrue();
    Page page = recent.after(START, 1000);
    assertThat(page.count()).isEqualTo(1);
    assertThat(page.last()).isEqualTo(one.last());
  }

  @Test
  void keepsNoMoreThanSoManyBatches() {
    Recent recent = Recent.after(START);
    for (int i = 0; i < 3000; i++) {
      recent = recent.with(Batches.after(recent.last(), "x"));
    }
    assertThat(recent.after(recent.base(), Integer.MAX_VALUE).count()).isEqualTo(1024);
  }

  @Test
  void whatIsRemovedIsNotTakenAndATrimIsTold() {
    Batch one = Batches.after(START, "one", "two", "three");
    Batch two = Batches.after(one.last(), "four", "five");
    MessageId second = one.entries().get(1).id();
    Change taken = new Change.Taken(List.of(new Change.One(one.entries().get(0).id(), second, 7)));
    Recent recent =
        Recent.after(START).with(one).with(Batches.changing(one.last(), taken)).with(two);
    assertThat(LogNode.texts(recent.after(START, 1000)))
        .containsExactly("one", "three", "four", "five");
    assertThat(recent.after(START, 1000).trimmed()).isNull();
    Change trimmed = new Change.Trimmed(two.entries().get(0).id(), 3, 0);
    Recent left = recent.with(Batches.changing(two.last(), trimmed));
    assertThat(LogNode.texts(left.after(START, 1000))).containsExactly("five");
    assertThat(left.after(START, 1000).trimmed())
        .isEqualTo(new Page.Gap(START, two.entries().get(0).id()));
    assertThat(left.after(two.entries().get(0).id(), 1000).trimmed()).isNull();
    Recent empty = left.with(Batches.changing(two.last(), new Change.Deleted()));
    assertThat(empty.after(START, 1000).count()).isZero();
    assertThat(empty.last()).isEqualTo(two.last());
  }
}
