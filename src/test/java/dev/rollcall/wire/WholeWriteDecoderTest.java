package dev.rollcall.wire;

import static dev.rollcall.wire.FrameCuts.atEveryCut;
import static dev.rollcall.wire.FrameCuts.bytes;
import static dev.rollcall.wire.FrameCuts.frames;
import static dev.rollcall.wire.FrameCuts.framesToTheEnd;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WholeWriteDecoderTest {
  @ParameterizedTest
  @CsvSource({
    "a, a",
    "'a\n', a",
    "'a\r\n', a",
    "'a\n\n', 'a\n'",
    "'one\ntwo\r\nthree\n', 'one\ntwo\r\nthree'",
    "'\0\0a\0\0', a",
    "'a\n\0\0', a",
    "'a\0\0\n', a",
    "'\na', '\na'",
  })
  void aMessageIsAllThatCameButItsPaddingAndOneLineEnd(String sent, String message) {
    assertThat(atEveryCut(() -> new WholeWriteDecoder(100), bytes(sent))).containsExactly(message);
  }

  @ParameterizedTest
  @CsvSource({"''", "'\n'", "'\r\n'", "'\0'", "'\0\0\n\0'"})
  void whatIsNothingButPaddingIsNoMessage(String sent) {
    assertThat(atEveryCut(() -> new WholeWriteDecoder(100), bytes(sent))).isEmpty();
  }

  @Test
  void givesNothingBeforeTheEnd() {
    WholeWriteDecoder decoder = new WholeWriteDecoder(100);
    assertThat(frames(decoder, bytes("one\n"), bytes("two\n"))).isEmpty();
    assertThat(decoder.unfinishedFrame()).isEqualTo(1);
    assertThat(decoder.endsByQuiet()).isTrue();
    assertThat(framesToTheEnd(decoder)).containsExactly("one\ntwo");
    assertThat(decoder.unfinishedFrame()).isZero();
    assertThat(decoder.endsByQuiet()).isFalse();
    assertThat(decoder.bytesHeld()).isZero();
    assertThat(frames(decoder, bytes("three"))).isEmpty();
    assertThat(decoder.unfinishedFrame()).isEqualTo(2);
  }

  @Test
  void aMessageOfTheGreatestLengthIsCompleteAtOnce() {
    assertThat(frames(new WholeWriteDecoder(4), bytes("abcdef"))).containsExactly("abcd");
    assertThat(atEveryCut(() -> new WholeWriteDecoder(4), bytes("abcdefghi")))
        .containsExactly("abcd", "efgh", "i");
    assertThat(atEveryCut(() -> new WholeWriteDecoder(4), bytes("ab\0\0cd\0\0\0\0\0ef")))
        .containsExactly("ab", "cd", "ef");
  }

  @Test
  void paddingStartsNoMessage() {
    WholeWriteDecoder decoder = new WholeWriteDecoder(100);
    assertThat(frames(decoder, bytes("\0\0\0"))).isEmpty();
    assertThat(decoder.unfinishedFrame()).isZero();
    assertThat(decoder.bytesHeld()).isZero();
  }

  @Test
  void holdsNoMoreThanTwiceWhatCame() {
    WholeWriteDecoder decoder = new WholeWriteDecoder(1 << 20);
    for (int i = 1; i <= 1000; i++) {
      decoder.decode(bytes("x"));
      assertThat(decoder.bytesHeld()).isBetween(i, Math.max(2, 2 * i));
    }
  }
}
