package dev.rollcall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuitWatchTest {
  @ParameterizedTest
  @ValueSource(strings = {"Quit", "1: hello\nQuit", "a\nb\n\nQuit"})
  void seesTheRequestHoweverItArrives(String text) {
    for (int cut = 0; cut <= text.length(); cut++) {
      assertThat(watched(text.substring(0, cut), text.substring(cut)).isQuit()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Quit\n", "quit", "1: Quit", "Quitting", "Qui", "Quit\n1: x", "xQuit"})
  void leavesMessagesAlone(String text) {
    assertThat(watched(text).isQuit()).isFalse();
  }

  @Test
  void takesBackWhatGoesOn() {
    QuitWatch watch = watched("Quit");
    assertThat(watch.isQuit()).isTrue();
    watch.take("e a story\n".getBytes(StandardCharsets.US_ASCII), 10);
    assertThat(watch.isQuit()).isFalse();
  }

  private static QuitWatch watched(String... parts) {
    QuitWatch watch = new QuitWatch();
    for (String part : parts) {
      watch.take(part.getBytes(StandardCharsets.US_ASCII), part.length());
    }
    return watch;
  }
}
