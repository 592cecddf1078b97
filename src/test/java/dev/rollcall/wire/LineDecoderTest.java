package dev.rollcall.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.wire.LineDecoder.Trimming;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineDecoderTest {
  private static final String TOO_LONG = "<too long>";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'a.'          | 'a,'
          'a.b.'        | 'a,b,'
          'ab.cd'       | 'ab,(cd)'
          'ab'          | '(ab)'
          '.'           | ','
          '..'          | ',,'
          'a^.'         | 'a,'
          'a^^.'        | 'a^,'
          '^.'          | ','
          'a^'          | '(a^)'
          'a^b.'        | 'a^b,'
          '0a.'         | 'a,'
          '000'         | ''
          '000.'        | ','
          'a000.'       | 'a,'
          'a0^.'        | 'a,'
          'a^0.'        | 'a^,'
          'a0b.'        | 'a0b,'
          'a000'        | '(a)'
          'a.000'       | 'a,'
          'a.00b.'      | 'a,b,'
          """)
  void cutsAtNewlinesAndDropsPadding(String stream, String expected) {
    assertThat(frames(stream, Trimming.PADDING)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'a.'     | 'a.,'
          'a^.'    | 'a^.,'
          'a00'    | '(a00)'
          'a0.'    | 'a0.,'
          '00a.'   | 'a.,'
          '..'     | '.,.,'
          """)
  void handsFramesOutUntouchedWhereNothingIsTrimmed(String stream, String expected) {
    assertThat(frames(stream, Trimming.NONE)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'abcd.'        | 'abcd,'
          'abcd^.'       | 'abcd,'
          'abcde.'       | '<too long>,'
          'abcde.f.'     | '<too long>,f,'
          'x.abcdefgh.y.' | 'x,<too long>,y,'
          'abcd'         | '(abcd)'
          'abcd^'        | '(<too long>)'
          'abcde'        | '<too long>,'
          'abc^^.'       | 'abc^,'
          'abcd^^.'      | '<too long>,'
          'abc0^.'       | 'abc,'
          'abcd0.'       | '<too long>,'
          """)
  void reportsFramesThatAreTooLongInTheirPlace(String stream, String expected) {
    assertThat(frames(stream, Trimming.PADDING, 4)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b^.0c0.", "abcdefgh.x.", "abcde^.0000y", "..^..", "a0^.b^0.ccccc^^.d"})
  void splittingAtAnyByteChangesNothing(String stream) {
    String whole = frames(stream, Trimming.PADDING, 4);
    byte[] bytes = bytes(stream);
    for (int cut = 0; cut <= bytes.length; cut++) {
      LineDecoder decoder = new LineDecoder(4, Trimming.PADDING);
      List<String> seen = new ArrayList<>();
      collect(decoder.decode(Arrays.copyOf(bytes, cut)), seen);
      collect(decoder.decode(Arrays.copyOfRange(bytes, cut, bytes.length)), seen);
      assertThat(shown(decoder, seen)).as("cut at %d", cut).isEqualTo(whole);
    }
  }

  @Test
  void truncationAtAnyByteGivesThePrefixOfTheFrames() {
    byte[] bytes = bytes("one.two^.0three.four");
    List<String> all = List.of("one", "two", "three");
    for (int length = 0; length <= bytes.length; length++) {
      LineDecoder decoder = new LineDecoder(100, Trimming.PADDING);
      List<String> seen = new ArrayList<>();
      collect(decoder.decode(Arrays.copyOf(bytes, length)), seen);
      assertThat(seen).isEqualTo(all.subList(0, seen.size()));
    }
  }

  @Property
  void anyChunkingGivesTheSameFrames(
      @ForAll("hostile") byte[] stream, @ForAll List<Integer> cuts, @ForAll boolean trimmed) {
    Trimming trimming = trimmed ? Trimming.PADDING : Trimming.NONE;
    LineDecoder whole = new LineDecoder(5, trimming);
    List<String> expected = new ArrayList<>();
    collect(whole.decode(stream.clone()), expected);
    LineDecoder chunked = new LineDecoder(5, trimming);
    List<String> seen = new ArrayList<>();
    int from = 0;
    for (int cut : cuts) {
      int to = Math.min(stream.length, from + Math.floorMod(cut, 7));
      collect(chunked.decode(Arrays.copyOfRange(stream, from, to)), seen);
      assertThat(chunked.bytesHeld()).isLessThanOrEqualTo(14);
      from = to;
    }
    collect(chunked.decode(Arrays.copyOfRange(stream, from, stream.length)), seen);
    assertThat(shown(chunked, seen)).isEqualTo(shown(whole, expected));
  }

  @Provide
  Arbitrary<byte[]> hostile() {
    return Arbitraries.of((byte) 'a', (byte) 'b', (byte) 0, (byte) '\r', (byte) '\n')
        .array(byte[].class)
        .ofMaxSize(60);
  }

  @Test
  void keepsNoMoreThanTheLimitOfAnEndlessFrame() {
    LineDecoder decoder = new LineDecoder(1 << 20, Trimming.PADDING);
    byte[] chunk = new byte[16 << 10];
    Arrays.fill(chunk, (byte) 'x');
    int reported = 0;
    for (int i = 0; i < 1000; i++) {
      reported += decoder.decode(chunk.clone()).tooLongCount();
      assertThat(decoder.bytesHeld()).isLessThanOrEqualTo((1 << 20) + 2);
    }
    assertThat(reported).isEqualTo(1);
    assertThat(decoder.bytesHeld()).isZero();
    LineBatch after = decoder.decode(bytes("tail.next."));
    assertThat(after.count()).isEqualTo(1);
    assertThat(after.frames().copy(0)).isEqualTo(bytes("next"));
  }

  @Test
  void handsOutAFrameAsLongAsTheLimitInSmallChunks() {
    LineDecoder decoder = new LineDecoder(1 << 20, Trimming.PADDING);
    byte[] frame = new byte[1 << 20];
    Arrays.fill(frame, (byte) 'x');
    for (int from = 0; from < frame.length; from += 1000) {
      int to = Math.min(frame.length, from + 1000);
      assertThat(decoder.decode(Arrays.copyOfRange(frame, from, to)).isEmpty()).isTrue();
    }
    LineBatch batch = decoder.decode(bytes("^."));
    assertThat(batch.tooLongCount()).isZero();
    assertThat(batch.frames().copy(0)).isEqualTo(frame);
    assertThat(decoder.bytesHeld()).isZero();
  }

  @Test
  void numbersUnfinishedFrames() {
    LineDecoder decoder = new LineDecoder(4, Trimming.PADDING);
    assertThat(decoder.unfinishedFrame()).isZero();
    decoder.decode(bytes("000"));
    assertThat(decoder.unfinishedFrame()).isZero();
    decoder.decode(bytes("a"));
    long first = decoder.unfinishedFrame();
    assertThat(first).isNotZero();
    decoder.decode(bytes("b"));
    assertThat(decoder.unfinishedFrame()).isEqualTo(first);
    decoder.decode(bytes(".c"));
    assertThat(decoder.unfinishedFrame()).isNotZero().isNotEqualTo(first);
    decoder.decode(bytes("defghi"));
    assertThat(decoder.unfinishedFrame()).as("thrown away, not ended").isNotZero();
    decoder.decode(bytes("."));
    assertThat(decoder.unfinishedFrame()).isZero();
  }

  @Test
  void quietEndsAFrameOnlyUntilOneHasEndedWithANewline() {
    LineDecoder decoder = new LineDecoder(4, Trimming.PADDING);
    assertThat(decoder.endsByQuiet()).isFalse();
    decoder.decode(bytes("ab"));
    assertThat(decoder.endsByQuiet()).isTrue();
    assertThat(decoder.end().terminated()).isFalse();
    assertThat(decoder.decode(bytes("ab.c")).terminated()).isTrue();
    assertThat(decoder.unfinishedFrame()).isNotZero();
    assertThat(decoder.endsByQuiet()).isFalse();
  }

  private static String frames(String stream, Trimming trimming) {
    return frames(stream, trimming, 1000);
  }

  private static String frames(String stream, Trimming trimming, int frameBytesMax) {
    LineDecoder decoder = new LineDecoder(frameBytesMax, trimming);
    List<String> seen = new ArrayList<>();
    collect(decoder.decode(bytes(stream)), seen);
    return shown(decoder, seen);
  }

  /** Each terminated frame with a comma behind it, then the one completed by the end. */
  private static String shown(LineDecoder decoder, List<String> seen) {
    StringBuilder shown = new StringBuilder();
    seen.forEach(frame -> shown.append(frame).append(','));
    List<String> last = new ArrayList<>();
    collect(decoder.end(), last);
    last.forEach(frame -> shown.append('(').append(frame).append(')'));
    return shown.toString();
  }

  private static void collect(LineBatch batch, List<String> seen) {
    for (int i = 0; i < batch.count(); i++) {
      seen.add(batch.isTooLong(i) ? TOO_LONG : text(batch.frames().copy(i)));
    }
  }

  /** In these tests a newline is written as a full stop, a CR as ^ and a NUL as 0. */
  private static byte[] bytes(String text) {
    return text.replace('.', '\n').replace('^', '\r').replace('0', '\0').getBytes(ISO_8859_1);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1).replace('\n', '.').replace('\r', '^').replace('\0', '0');
  }
}
