package dev.rollcall.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What Redis 7.0.15 told in the same places. */
class EntriesReadTest {
  private final FakeTopic topic = new FakeTopic();

  private void append(int count) {
    for (int i = 0; i < count; i++) {
      topic.append();
    }
  }

  private static MessageId id(long millis) {
    return new MessageId(millis, 0);
  }

  private long after(long before, long id) {
    return EntriesRead.after(topic.describe(), before, id(id));
  }

  private EntriesRead.Lag lag(long cursor, long read) {
    return EntriesRead.lag(topic.describe(), id(cursor), read);
  }

  private static EntriesRead.Lag known(long messages) {
    return new EntriesRead.Lag(true, messages);
  }

  @Test
  void aTopicWithoutMessagesEverHasNoLag() {
    topic.make();
    assertThat(lag(0, Groups.UNKNOWN)).isEqualTo(known(0));
    assertThat(lag(9, 4)).isEqualTo(known(0));
  }

  @Test
  void countsOnFromAKnownNumber() {
    append(5);
    assertThat(after(2, 3)).isEqualTo(3);
    assertThat(lag(3, 3)).isEqualTo(known(2));
    // Whoever sets the counter is believed.
    assertThat(lag(3, 7)).isEqualTo(known(-2));
  }

  @Test
  void knowsTheFirstAndTheLastMessageWithoutCounting() {
    append(5);
    assertThat(after(Groups.UNKNOWN, 1)).isEqualTo(1);
    assertThat(after(Groups.UNKNOWN, 5)).isEqualTo(5);
    assertThat(after(Groups.UNKNOWN, 3)).isEqualTo(Groups.UNKNOWN);
    assertThat(lag(0, Groups.UNKNOWN)).isEqualTo(known(5));
    assertThat(lag(3, Groups.UNKNOWN).known()).isFalse();
    assertThat(lag(9, Groups.UNKNOWN).known()).isFalse();
  }

  @Test
  void trimmingTakesNothingFromTheCount() {
    append(5);
    topic.trimTo(2);
    assertThat(after(Groups.UNKNOWN, 4)).isEqualTo(4);
    assertThat(lag(0, Groups.UNKNOWN)).isEqualTo(known(2));
    topic.trimTo(0);
    assertThat(lag(0, Groups.UNKNOWN)).isEqualTo(known(0));
    assertThat(lag(4, Groups.UNKNOWN)).isEqualTo(known(0));
  }

  @Test
  void deletionAheadMakesTheCountUnknownUntilTheEndIsReached() {
    append(5);
    topic.remove(id(4));
    assertThat(after(1, 2)).isEqualTo(Groups.UNKNOWN);
    assertThat(lag(2, 2).known()).isFalse();
    assertThat(after(Groups.UNKNOWN, 5)).isEqualTo(5);
    assertThat(lag(5, 5)).isEqualTo(known(0));
  }
}
