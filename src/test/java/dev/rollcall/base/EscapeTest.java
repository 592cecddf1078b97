package dev.rollcall.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EscapeTest {

  @Test
  void leavesPrintableAsciiAsItIs() {
    assertThat(Escape.text("It's 7;0;6 ~")).isEqualTo("It's 7;0;6 ~");
  }

  @Test
  void escapesWhateverCouldForgeALineOrMoveACursor() {
    assertThat(Escape.text("a\nready\r\u001b[2J\u0000\u007f\\"))
        .isEqualTo("a\\x0aready\\x0d\\x1b[2J\\x00\\x7f\\x5c");
  }

  @Test
  void escapesTheBytesOfOtherLetters() {
    assertThat(Escape.text("é")).isEqualTo("\\xc3\\xa9");
  }
}
