package dev.rollcall.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"a", "messages", "caf\u00e9", "\ud83d\ude00", "ack", "OKAY", "/x", "a:b-c.d_e"})
  void whatStandsOnALineIsValid(String name) {
    assertThat(TopicName.isValid(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a\tb",
        "a\n",
        "\0",
        "a\u0085",
        "a\u00a0b",
        "a\u2028",
        "\u007f",
        "\ud800",
        "ACK",
        "OK",
        "ERROR",
        "TRIMMED"
      })
  void whatDoesNotIsNot(String name) {
    assertThat(TopicName.isValid(name)).isFalse();
  }

  @Test
  void theLimitIsInBytes() {
    assertThat(TopicName.isValid("x".repeat(255))).isTrue();
    assertThat(TopicName.isValid("x".repeat(256))).isFalse();
    assertThat(TopicName.isValid("\u00e9".repeat(127))).isTrue();
    assertThat(TopicName.isValid("\u00e9".repeat(128))).isFalse();
  }
}
