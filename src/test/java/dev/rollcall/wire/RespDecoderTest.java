package dev.rollcall.wire;

import static dev.rollcall.wire.RespCuts.atEveryCut;
import static dev.rollcall.wire.RespCuts.bytes;
import static dev.rollcall.wire.RespCuts.request;
import static dev.rollcall.wire.RespCuts.requests;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RespDecoderTest {
  private static final RespLimits LIMITS = RespLimits.AUTHENTICATED;
  private static final RespLimits SMALL = new RespLimits(4, 20, 60, 30, true);
  private static final String PING = "*1\r\n$4\r\nPING\r\n";

  private static List<List<String>> decoded(String stream) {
    return atEveryCut(LIMITS, bytes(stream));
  }

  @Test
  void readsRequestsOfOneChunkWithoutCopying() {
    StringBuilder stream = new StringBuilder();
    for (int i = 0; i < 64; i++) {
      stream
          .append("*3\r\n$9\r\nSISMEMBER\r\n$5\r\nnames\r\n$2\r\nx")
          .append(i % 10)
          .append("\r\n");
    }
    byte[] chunk = bytes(stream.toString());
    RespBatch batch = new RespDecoder(LIMITS).decode(chunk);
    assertThat(batch.count()).isEqualTo(64);
    assertThat(batch.arguments().count()).isEqualTo(3 * 64);
    assertThat(batch.arguments().bytes()).isSameAs(chunk);
    assertThat(batch.first(7)).isEqualTo(21);
    assertThat(batch.arguments(63)).isEqualTo(3);
    assertThat(batch.arguments().copy(23)).isEqualTo(bytes("x7"));
    assertThat(batch.error()).isNull();
  }

  @Test
  void readsAnyMixOfRequestsWhereverTheyAreCut() {
    String stream =
        PING
            + "PING\r\n"
            + "*2\r\n$4\r\nECHO\r\n$0\r\n\r\n"
            + "\r\n\n  \r\n"
            + "*0\r\n*-1\r\n"
            + "  echo 'two words'\t\"\\x41\\r\\n\"  \n"
            + "*3\r\n$1\r\na\r\n$4\r\n\r\n\r\n\r\n$2\r\n\0\377\r\n";
    assertThat(decoded(stream))
        .containsExactly(
            List.of("PING"),
            List.of("PING"),
            List.of("ECHO", ""),
            List.of("echo", "two words", "A\r\n"),
            List.of("a", "\r\n\r\n", "\0\377"));
  }

  @Test
  void anUnfinishedRequestGivesNothingWhereverItEnds() {
    byte[] whole = bytes(PING + "*2\r\n$4\r\nECHO\r\n$3\r\nabc\r\n");
    for (int end = PING.length(); end < whole.length; end++) {
      RespDecoder decoder = new RespDecoder(LIMITS);
      assertThat(requests(decoder, Arrays.copyOf(whole, end))).containsExactly(List.of("PING"));
      boolean begun = end > PING.length();
      assertThat(decoder.unfinishedFrame()).isEqualTo(begun ? 1 : 0);
      assertThat(decoder.bytesHeld() > 0).isEqualTo(begun);
    }
  }

  @Test
  void countsTheRequestsThatWereUnfinished() {
    RespDecoder decoder = new RespDecoder(LIMITS);
    decoder.decode(bytes("*1\r\n"));
    assertThat(decoder.unfinishedFrame()).isEqualTo(1);
    decoder.decode(bytes("$4\r\nPI"));
    assertThat(decoder.unfinishedFrame()).isEqualTo(1);
    decoder.decode(bytes("NG\r\n*1\r"));
    assertThat(decoder.unfinishedFrame()).isEqualTo(2);
    decoder.decode(bytes("\n$4\r\nPING\r\n"));
    assertThat(decoder.unfinishedFrame()).isZero();
    assertThat(decoder.bytesHeld()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*0\r\n", "*-1\r\n", "*-5\r\n", "\r\n", "\n", " \t \r\n"})
  void passesOverWhatIsNoRequest(String nothing) {
    assertThat(decoded(nothing + nothing + PING + nothing)).containsExactly(List.of("PING"));
    RespDecoder decoder = new RespDecoder(LIMITS);
    decoder.decode(bytes(nothing));
    assertThat(decoder.unfinishedFrame()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      quoteCharacter = '`',
      value = {
        "*2147483647   | invalid multibulk length",
        "*2147483648   | invalid multibulk length",
        "*1048577      | invalid multibulk length",
        "*             | invalid multibulk length",
        "*-            | invalid multibulk length",
        "*+1           | invalid multibulk length",
        "*01           | invalid multibulk length",
        "*-0           | invalid multibulk length",
        "*1a           | invalid multibulk length",
        "*1;$-1        | invalid bulk length",
        "*1;$-2        | invalid bulk length",
        "*1;$          | invalid bulk length",
        "*1;$1048577   | invalid bulk length",
        "*1;$4294967297| invalid bulk length",
        "*1;$99999999999999999999999 | invalid bulk length",
        "*1;+PING      | expected '$', got '+'",
        "*1;PING       | expected '$', got 'P'",
        "*2;$1;a;:1    | expected '$', got ':'",
      })
  void rejectsWhatIsNoRequestInRedisWords(String stream, String error) {
    String sent = PING + stream.replace(";", "\r\n") + "\r\n" + PING;
    assertThat(decoded(sent))
        .containsExactly(List.of("PING"), List.of("-Protocol error: " + error));
  }

  @Test
  void aLineEndInPlaceOfALengthIsShownByTheWriterAsASpace() {
    assertThat(decoded("*1\r\n\r\n"))
        .containsExactly(List.of("-Protocol error: expected '$', got '\r'"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"abc", "ECHO \"a\"b", "ECHO 'a", "ECHO \"a\"\"b\"", "ECHO \"a\\\""})
  void rejectsUnbalancedQuotes(String line) {
    assertThat(decoded(line + "\r\n" + PING))
        .containsExactly(List.of("-Protocol error: unbalanced quotes in request"));
  }

  @Test
  void unquotesInlineWordsAsRedisDoes() {
    assertThat(decoded("e 'a\\'b' a\"b c\" \"\\n\\r\\t\\b\\a\\q\\xZZ\\xff\" a\\x '' '\\n'\n"))
        .containsExactly(List.of("e", "a'b", "ab c", "\n\r\t\b\007qxZZ\377", "a\\x", "", "\\n"));
    assertThat(decoded("PING\013x \013y\n")).containsExactly(List.of("PING\013x", "y"));
  }

  @Test
  void rejectsLinesLongerThanTheLimitHoweverTheyEnd() {
    assertThat(atEveryCut(SMALL, bytes("a".repeat(30) + "\n"))).hasSize(1);
    for (String end : List.of("", "\n", "\r\n")) {
      assertThat(atEveryCut(SMALL, bytes("a".repeat(31) + end)))
          .containsExactly(List.of("-Protocol error: too big inline request"));
      assertThat(atEveryCut(SMALL, bytes("*" + "1".repeat(30) + end)))
          .containsExactly(List.of("-Protocol error: too big mbulk count string"));
      assertThat(atEveryCut(SMALL, bytes("*1\r\n$" + "1".repeat(30) + end)))
          .containsExactly(List.of("-Protocol error: too big bulk count string"));
    }
  }

  @Test
  void rejectsARequestLongerThanTheLimitOnceItIsAnnounced() {
    String two = "*4\r\n$20\r\n" + "a".repeat(20) + "\r\n$1\r\nb\r\n$";
    assertThat(atEveryCut(SMALL, bytes(two + "16\r\n")))
        .containsExactly(List.of("-Protocol error: request longer than 60 bytes"));
    assertThat(atEveryCut(SMALL, bytes(two + "15\r\n"))).isEmpty();
  }

  @Test
  void saysWhatIsTooMuchForAClientThatIsNotKnown() {
    RespLimits unknown = RespLimits.UNAUTHENTICATED;
    assertThat(atEveryCut(unknown, bytes("*11\r\n")))
        .containsExactly(List.of("-Protocol error: unauthenticated multibulk length"));
    assertThat(atEveryCut(unknown, bytes("*10\r\n$16385\r\n")))
        .containsExactly(List.of("-Protocol error: unauthenticated bulk length"));
    assertThat(atEveryCut(unknown, bytes("*2147483648\r\n")))
        .containsExactly(List.of("-Protocol error: invalid multibulk length"));
    assertThat(atEveryCut(unknown, bytes("*1\r\n$536870913\r\n")))
        .containsExactly(List.of("-Protocol error: invalid bulk length"));
    String[] most = new String[10];
    Arrays.fill(most, "a".repeat(16 << 10));
    assertThat(requests(new RespDecoder(unknown), request(most))).hasSize(1);
  }

  @Test
  void otherLimitsHoldFromTheNextChunkOn() {
    RespDecoder decoder = new RespDecoder(RespLimits.UNAUTHENTICATED);
    decoder.limits(LIMITS);
    assertThat(requests(decoder, request("a b c d e f g h i j k".split(" ")))).hasSize(1);
  }

  @Test
  void nothingComesAfterAnError() {
    RespDecoder decoder = new RespDecoder(LIMITS);
    assertThat(requests(decoder, bytes("*x\r\n"), bytes(PING)))
        .containsExactly(List.of("-Protocol error: invalid multibulk length"));
    assertThat(decoder.unfinishedFrame()).isZero();
    assertThat(decoder.bytesHeld()).isZero();
  }

  @Test
  void holdsNoMoreThanTwiceWhatCame() {
    RespDecoder decoder = new RespDecoder(LIMITS);
    decoder.decode(bytes("*1048576\r\n$1048576\r\n"));
    assertThat(decoder.bytesHeld()).isLessThan(256);
    for (int i = 0; i < 100; i++) {
      decoder.decode(new byte[1000]);
      assertThat(decoder.bytesHeld()).isLessThan(2 * 1000 * (i + 1) + 256);
    }
  }

  @Test
  void forgetsTheMemoryOfALongRequest() {
    RespDecoder decoder = new RespDecoder(LIMITS);
    String[] many = new String[1000];
    Arrays.fill(many, "a");
    byte[] request = request(many);
    decoder.decode(Arrays.copyOf(request, request.length - 1));
    decoder.decode(bytes("\n*1\r\n"));
    assertThat(decoder.bytesHeld()).isLessThan(128);
  }

  /** Were it read again from its start with each chunk, this would be 500 GB of reading. */
  @Test
  void aLongRequestInManySmallChunksIsReadOnce() {
    byte[] request = request("a".repeat(1 << 20));
    String[] small = new String[1 << 17];
    Arrays.fill(small, "b");
    byte[] many = request(small);
    for (byte[] stream : List.of(request, many)) {
      RespDecoder decoder = new RespDecoder(LIMITS);
      int count = 0;
      for (int from = 0; from < stream.length; from++) {
        count += decoder.decode(new byte[] {stream[from]}).count();
      }
      assertThat(count).isEqualTo(1);
    }
  }

  @Property
  void anyChunkingGivesTheSameRequests(
      @ForAll("hostile") String stream, @ForAll List<Integer> cuts) {
    byte[] bytes = bytes(stream);
    List<List<String>> whole = requests(new RespDecoder(SMALL), bytes);
    RespDecoder chunked = new RespDecoder(SMALL);
    List<List<String>> seen = new ArrayList<>();
    int from = 0;
    for (int cut : cuts) {
      int to = Math.min(bytes.length, from + Math.floorMod(cut, 9));
      RespCuts.collect(chunked.decode(Arrays.copyOfRange(bytes, from, to)), seen);
      assertThat(chunked.bytesHeld()).isLessThan(400);
      from = to;
    }
    RespCuts.collect(chunked.decode(Arrays.copyOfRange(bytes, from, bytes.length)), seen);
    assertThat(seen).isEqualTo(whole);
  }

  @Property
  void whatClientsSendComesOut(
      @ForAll @Size(max = 9)
          List<@Size(min = 1, max = 6) List<@StringLength(max = 20) String>> sent,
      @ForAll boolean together) {
    List<List<String>> latin = sent.stream().map(RespDecoderTest::latin).toList();
    byte[][] chunks =
        latin.stream().map(r -> request(r.toArray(String[]::new))).toArray(byte[][]::new);
    if (together) {
      String all = Arrays.stream(chunks).map(RespCuts::text).collect(joining());
      chunks = new byte[][] {bytes(all)};
    }
    assertThat(requests(new RespDecoder(LIMITS), chunks)).isEqualTo(latin);
  }

  private static List<String> latin(List<String> texts) {
    return texts.stream().map(text -> RespCuts.text(text.getBytes(UTF_8))).toList();
  }

  @Provide
  Arbitrary<String> hostile() {
    return Arbitraries.of(
            "*1\r\n", "*2\r\n", "*0\r\n", "*-1\r\n", "$1\r\n", "$4\r\n", "$21\r\n", "PING", "a",
            "\r\n", "\n", "\r", " ", "\"", "'", "\\", "\\x4", "\0", "\377", "*", "$", "-", "1")
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }
}
