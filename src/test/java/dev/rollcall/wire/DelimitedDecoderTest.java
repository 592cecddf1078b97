package dev.rollcall.wire;

import static dev.rollcall.wire.FrameCuts.atEveryCut;
import static dev.rollcall.wire.FrameCuts.bytes;
import static dev.rollcall.wire.FrameCuts.frames;
import static dev.rollcall.wire.FrameCuts.framesToTheEnd;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DelimitedDecoderTest {
  private static final String LONG = "x".repeat(300);

  private static final byte[] STREAM = bytes("\3one\0\5three\u00ac\2" + LONG + "\1z");
  private static final List<String> FRAMES = List.of("one", "", "three", LONG, "z");

  @Test
  void cutsWhereTheLengthsSay() {
    assertThat(atEveryCut(() -> new DelimitedDecoder(1000), STREAM)).isEqualTo(FRAMES);
  }

  @Test
  void aStreamThatIsTruncatedGivesTheFramesThatAreWhole() {
    for (int length = 0; length < STREAM.length; length++) {
      List<String> frames =
          framesToTheEnd(new DelimitedDecoder(1000), Arrays.copyOf(STREAM, length));
      assertThat(frames).isEqualTo(FRAMES.subList(0, frames.size()));
      assertThat(frames).hasSizeLessThan(FRAMES.size());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00e9\7", // 1001
        "\u00ff\u00ff\u00ff\u00ff\7", // 2^31 - 1
        "\u00ff\u00ff\u00ff\u00ff\u000f", // 2^32 - 1
        "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\1", // -1
        "\u0080\u0080\u0080\u0080\u0080\u0080\1", // 0, in more bytes than any length needs
        "\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080\u0080"
      })
  void aHostileLengthIsReportedInItsPlaceAndNothingIsReadAfterIt(String length) {
    List<String> expected = new ArrayList<>(List.of("one", "<too long>"));
    byte[] stream = bytes("\3one" + length + "\3two");
    assertThat(atEveryCut(() -> new DelimitedDecoder(1000), stream)).isEqualTo(expected);
    DelimitedDecoder decoder = new DelimitedDecoder(1000);
    frames(decoder, stream);
    assertThat(frames(decoder, bytes("\3two"))).isEmpty();
    assertThat(decoder.bytesHeld()).isZero();
  }

  @Test
  void aLengthAloneTakesNoMemory() {
    DelimitedDecoder decoder = new DelimitedDecoder(64 << 20);
    assertThat(frames(decoder, bytes("\u0080\u0080\u0080\40"))).isEmpty();
    assertThat(decoder.bytesHeld()).isLessThan(20);
    assertThat(decoder.unfinishedFrame()).isNotZero();
    assertThat(decoder.endsByQuiet()).isFalse();
  }

  @Test
  void differentFramesHaveDifferentNumbers() {
    DelimitedDecoder decoder = new DelimitedDecoder(100);
    frames(decoder, bytes("\2a"));
    long first = decoder.unfinishedFrame();
    frames(decoder, bytes("b\2"));
    assertThat(decoder.unfinishedFrame()).isNotZero().isNotEqualTo(first);
    frames(decoder, bytes("ab"));
    assertThat(decoder.unfinishedFrame()).isZero();
  }
}
