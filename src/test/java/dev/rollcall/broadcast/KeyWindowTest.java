package dev.rollcall.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyWindowTest {
  private final KeyWindow window = new KeyWindow();

  private static AppendKey key(int number) {
    return new AppendKey("p", Integer.toString(number));
  }

  private void add(int number, long millis) {
    window.add(
        new KeyWindow.Known(key(number), new Appended(new MessageId(millis, number), 1), millis));
  }

  @Test
  void remembersTheLatestHoweverOldTheyAre() {
    for (int i = 0; i < 2 * KeyWindow.SIZE; i++) {
      add(i, i * 60_000L);
    }
    assertThat(window.find(key(KeyWindow.SIZE - 1))).isNull();
    assertThat(window.find(key(KeyWindow.SIZE)))
        .isEqualTo(new Appended(new MessageId(KeyWindow.SIZE * 60_000L, KeyWindow.SIZE), 1));
  }

  @Test
  void remembersWhatMayBeSentAgainHoweverManyTheyAre() {
    for (int i = 0; i < 100_000; i++) {
      add(i, 1_000_000 + i / 10);
    }
    assertThat(window.find(key(0))).isNotNull();
    add(100_000, 2_000_000);
    assertThat(window.find(key(0))).isNull();
    assertThat(window.find(key(100_000))).isNotNull();
  }

  @Test
  void isBounded() {
    for (int i = 0; i < 300_000; i++) {
      add(i, 5);
    }
    assertThat(window.find(key(0))).isNull();
    assertThat(window.find(key(299_999))).isNotNull();
  }
}
