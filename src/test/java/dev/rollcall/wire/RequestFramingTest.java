package dev.rollcall.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In these tables {@code |} ends a line with CR LF. */
class RequestFramingTest {
  private static final int HEAD_MAX = 200;
  private static final int BODY_MAX = 50;

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          GET / HTTP/1.1|Host: x||                                              ~ GET / .
          GET / HTTP/1.0||                                                      ~ GET / .
          GET /a/b?c=d HTTP/1.1|host:x||                                        ~ GET /a/b .
          GET http://x:80/a?b HTTP/1.1|Host: y||                                ~ GET /a .
          GET http://x HTTP/1.1|Host: y||                                       ~ GET / .
          ||GET / HTTP/1.1|Host: [::1]:80||                                     ~ GET / .
          GET / HTTP/1.1|Host: x||GET /b HTTP/1.1|Host: x||                     ~ GET / .GET /b .
          POST / HTTP/1.1|Host: x|Content-Length: 3||abc                        ~ POST / abc.
          POST / HTTP/1.1|Host: x|Content-Length:   003  ||abcDELETE /b HTTP/1.1|Host: x||  ~ POST / abc.DELETE /b .
          POST / HTTP/1.1|Host: x|Content-Length: 0||                           ~ POST / .
          POST / HTTP/1.1|Host: x|Transfer-Encoding: chunked||3|abc|0||         ~ POST / abc.
          POST / HTTP/1.1|HOST: x|TRANSFER-ENCODING: Chunked||3|abc|0A;q="r"|0123456789|000||  ~ POST / abc0123456789.
          POST / HTTP/1.1|Host: x|Transfer-Encoding: chunked||0|X: y|Z:||GET /b HTTP/1.1|Host: x||  ~ POST / .GET /b .
          GET / HTTP/1.1|Host: x|A: \u00c3\u00a9||                               ~ GET / .
          """)
  void cutsRequests(String stream, String expected) {
    assertThat(parts(bytes(stream))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          GET / HTTP/1.1||                                                      ~ !400
          GET / HTTP/1.1|Host: x|Host: x||                                      ~ !400
          GET / HTTP/1.1|Host:||                                                ~ !400
          GET / HTTP/1.1|Host: a b||                                            ~ !400
          GET / HTTP/1.1|Host: x:123456||                                       ~ !400
          GET / HTTP/1.1|Host: x:70000||                                        ~ !400
          GET / HTTP/1.1|Host: x,y||                                            ~ !400
          GET / HTTP/1.1|Host: u@x||                                            ~ !400
          GET / HTTP/1.1|Host: [::1||                                           ~ !400
          GET / HTTP/1.1|Host: [zz]||                                           ~ !400
          GET / HTTP/1.1|Host: x/y||                                            ~ !400
          GET / HTTP/1.1|Host : x||                                             ~ !400
          GET / HTTP/1.1| Host: x||                                             ~ !400
          GET / HTTP/1.1|Host: x| folded||                                      ~ !400
          GET / HTTP/1.1|Host: x|no colon||                                     ~ !400
          GET / HTTP/1.1|Host: x|A: \u00e9||                                     ~ !400
          GET / HTTP/1.1|Host: x|A: \u00c0\u0080||                               ~ !400
          GET / HTTP/1.1|Host: x|: empty||                                      ~ !400
          GET / HTTP/1.1|Host: x|N(: y||                                        ~ !400
          GET  / HTTP/1.1|Host: x||                                             ~ !400
          GET / HTTP/1.1 |Host: x||                                             ~ !400
          GET /|Host: x||                                                       ~ !400
          GET|Host: x||                                                         ~ !400
          GET / http/1.1|Host: x||                                              ~ !400
          GET / HTTP/1.1x|Host: x||                                             ~ !400
          GET / HTTP/11|Host: x||                                               ~ !400
          GET / HTTP/1.2|Host: x||                                              ~ !505
          GET / HTTP/2.0|Host: x||                                              ~ !505
          PRI * HTTP/2.0||SM||                                                  ~ !505
          get / HTTP/1.1|Host: x||                                              ~ !405
          BREW / HTTP/1.1|Host: x||                                             ~ !405
          TRACE / HTTP/1.1|Host: x||                                            ~ !405
          CONNECT x:80 HTTP/1.1|Host: x||                                       ~ !405
          OPTIONS * HTTP/1.1|Host: x||                                          ~ !405
          G@T / HTTP/1.1|Host: x||                                              ~ !400
          |||GET / HTTP/1.1|Host: x||                                           ~ !400
          GET * HTTP/1.1|Host: x||                                              ~ !400
          GET a HTTP/1.1|Host: x||                                              ~ !400
          GET /%4 HTTP/1.1|Host: x||                                            ~ !400
          GET /#a HTTP/1.1|Host: x||                                            ~ !400
          GET /\u00e9 HTTP/1.1|Host: x||                                        ~ !400
          GET ftp://x/ HTTP/1.1|Host: x||                                       ~ !400
          GET http://u@x/ HTTP/1.1|Host: x||                                    ~ !400
          GET http:/// HTTP/1.1|Host: x||                                       ~ !400
          POST / HTTP/1.1|Host: x|Content-Length: 3|Transfer-Encoding: chunked||0||  ~ !400
          POST / HTTP/1.1|Host: x|Transfer-Encoding: chunked|Content-Length: 3||0||  ~ !400
          POST / HTTP/1.1|Host: x|Content-Length: 3|Content-Length: 3||abc      ~ !400
          POST / HTTP/1.1|Host: x|Content-Length: 3, 3||abc                     ~ !400
          POST / HTTP/1.1|Host: x|Content-Length: +3||abc                       ~ !400
          POST / HTTP/1.1|Host: x|Content-Length: -3||abc                       ~ !400
          POST / HTTP/1.1|Host: x|Content-Length: 0x3||abc                      ~ !400
          POST / HTTP/1.1|Host: x|Content-Length:||abc                          ~ !400
          POST / HTTP/1.1|Host: x|Content-Length: 51||                          ~ !413
          POST / HTTP/1.1|Host: x|Content-Length: 99999999999999999999999||     ~ !413
          POST / HTTP/1.0|Transfer-Encoding: chunked||0||                       ~ !400
          POST / HTTP/1.1|Host: x|Transfer-Encoding: gzip, chunked||0||         ~ !501
          POST / HTTP/1.1|Host: x|Transfer-Encoding: chunked, chunked||0||      ~ !501
          POST / HTTP/1.1|Host: x|Transfer-Encoding: identity||                 ~ !501
          POST / HTTP/1.1|Host: x|Transfer-Encoding: xchunked||0||              ~ !501
          POST / HTTP/1.1|Host: x|Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||  ~ !400
          """)
  void refusesHeadsWhoseMeaningIsInDoubt(String stream, String expected) {
    assertThat(parts(bytes(stream))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          3 |abc|0||              ~ !400
          3 ;a|abc|0||            ~ !400
          ` 3|abc|0||`            ~ !400
          +3|abc|0||              ~ !400
          -1|abc|0||              ~ !400
          0x3|abc|0||             ~ !400
          |abc|0||                ~ !400
          ;a|abc|0||              ~ !400
          g|abc|0||               ~ !400
          3|abcd|0||              ~ abc!400
          3|abc0||                ~ abc!400
          0000000000000003|abc|0|| ~ !400
          ffffffffffffffff|abc|   ~ !400
          10000000000000003|abc|  ~ !400
          33|                     ~ !413
          30|012345678901234567890123456789012345678901234567|3| ~ 012345678901234567890123456789012345678901234567!413
          0|no colon||            ~ !400
          0| x: y||               ~ !400
          0|x : y||               ~ !400
          """)
  void refusesBodiesWhoseEndIsInDoubt(String body, String expected) {
    String head = "POST / HTTP/1.1|Host: x|Transfer-Encoding: chunked||";
    assertThat(parts(bytes(head + body))).isEqualTo("POST / " + expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\nHost: x\n\n",
        "GET / HTTP/1.1\r\nHost: x\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\r\n\r\n",
        "GET / HTTP/1.1\rHost: x\r\n\r\n",
        "\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "\rGET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA: \0b\r\n\r\n",
        "GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA: \u000bb\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA: \u007f\r\n\r\n",
        "GET\t/ HTTP/1.1\r\nHost: x\r\n\r\n",
        "\u0016\u0003\u0001\u0002"
      })
  void refusesLinesThatOthersWouldCutElsewhere(String stream) {
    assertThat(parts(stream.getBytes(ISO_8859_1))).isEqualTo("!400");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3\nabc\r\n0\r\n\r\n", "3;a\rb\r\nabc\r\n0\r\n\r\n", "3;\0\r\nabc\r\n"})
  void refusesChunkSizesThatOthersWouldCutElsewhere(String body) {
    String head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertThat(parts((head + body).getBytes(ISO_8859_1))).isEqualTo("POST / !400");
  }

  @Test
  void boundsHeadsChunkLinesAndTrailers() {
    String long1 = "x".repeat(HEAD_MAX);
    assertThat(parts(bytes("GET /" + long1))).isEqualTo("!414");
    assertThat(parts(bytes("GET / HTTP/1.1|Host: x|A: " + long1))).isEqualTo("!431");
    assertThat(parts(bytes("GET / HTTP/1.1|Host: x|" + "A: " + "y".repeat(168) + "||")))
        .as("a head of exactly the greatest length")
        .isEqualTo("GET / .");
    assertThat(parts(bytes("GET / HTTP/1.1|Host: x|A: " + "y".repeat(169) + "||")))
        .isEqualTo("!431");
    String chunked = "POST / HTTP/1.1|Host: x|Transfer-Encoding: chunked||";
    assertThat(parts(bytes(chunked + "1;" + "x".repeat(255)))).isEqualTo("POST / !400");
    assertThat(parts(bytes(chunked + "0|" + "A: |".repeat(51)))).isEqualTo("POST / !431");
  }

  @Test
  void boundsTheNumberOfFields() {
    RequestFraming framing = new RequestFraming(1 << 20, BODY_MAX);
    framing.feed(bytes("GET / HTTP/1.1|Host: x|" + "A:|".repeat(99) + "|"));
    assertThat(framing.next()).isInstanceOf(RequestFraming.Head.class);
    assertThat(framing.next()).isInstanceOf(RequestFraming.End.class);
    framing.feed(bytes("GET / HTTP/1.1|Host: x|" + "A:|".repeat(100) + "|"));
    assertThat(framing.next())
        .isInstanceOfSatisfying(
            RequestFraming.Bad.class, bad -> assertThat(bad.status()).isEqualTo(431));
  }

  private static final String MIXED =
      "|POST /a HTTP/1.1|Host: x|Transfer-Encoding: chunked||3|abc|0A;q|0123456789|0|T: u||"
          + "GET /b HTTP/1.1|Host: x||PUT http://y/c HTTP/1.1|Host: x|Content-Length: 5||hello"
          + "GET /d HTTP/1.1|Host: x|Content-Length: 1, 1||xGET /e HTTP/1.1|Host: x||";

  private static final String MIXED_PARTS = "POST /a abc0123456789.GET /b .PUT /c hello.!400";

  @Test
  void whereChunksAreCutMakesNoDifference() {
    byte[] stream = bytes(MIXED);
    for (int cut = 0; cut <= stream.length; cut++) {
      assertThat(parts(Arrays.copyOf(stream, cut), Arrays.copyOfRange(stream, cut, stream.length)))
          .isEqualTo(MIXED_PARTS);
    }
    byte[][] single = new byte[stream.length][];
    for (int i = 0; i < stream.length; i++) {
      single[i] = new byte[] {stream[i]};
    }
    assertThat(parts(single)).isEqualTo(MIXED_PARTS);
  }

  @Test
  void aStreamCutShortGivesTheBeginningOfItsParts() {
    byte[] stream = bytes(MIXED);
    for (int cut = 0; cut <= stream.length; cut++) {
      assertThat(MIXED_PARTS).startsWith(parts(Arrays.copyOf(stream, cut)));
    }
  }

  @Property(tries = 300)
  void anyBytesGiveTheSameHoweverTheyAreCut(
      @ForAll @Size(max = 80) byte[] bytes, @ForAll byte cutByte) {
    int cut = bytes.length == 0 ? 0 : (cutByte & 0xff) % bytes.length;
    String whole = parts(bytes);
    assertThat(parts(Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length)))
        .isEqualTo(whole);
  }

  @Test
  void keepsNoMoreThanItsLimitsWhateverIsPromised() {
    RequestFraming framing = new RequestFraming(HEAD_MAX, Long.MAX_VALUE / 2);
    framing.feed(bytes("POST / HTTP/1.1|Host: x|Content-Length: 999999999999||"));
    while (framing.next() != null) {}
    assertThat(framing.bytesHeld()).isZero();
    for (int i = 0; i < 100; i++) {
      framing.feed(new byte[1000]);
      assertThat(framing.next()).isInstanceOf(RequestFraming.Data.class);
    }
    assertThat(framing.next()).isNull();
    assertThat(framing.bytesHeld()).isZero();
    assertThat(framing.place()).isEqualTo(RequestFraming.Place.BODY);
  }

  @Test
  void headsKeepAtMostTwiceTheirLength() {
    RequestFraming framing = new RequestFraming(HEAD_MAX, BODY_MAX);
    for (byte b : bytes("GET / HTTP/1.1|Host: x|A: " + "y".repeat(150))) {
      framing.feed(new byte[] {b});
      assertThat(framing.next()).isNull();
      assertThat(framing.bytesHeld()).isLessThanOrEqualTo(2 * HEAD_MAX);
      assertThat(framing.place()).isEqualTo(RequestFraming.Place.HEAD);
    }
  }

  @Test
  void handsOnTheHeadAsItCameAndAbsoluteTargetsAsPathAndHost() {
    assertThat(head("GET /a HTTP/1.1|host:x|A:  b ||"))
        .isEqualTo("GET /a HTTP/1.1|host:x|A:  b ||");
    assertThat(head("GET http://y:1/a?b HTTP/1.1|A: c|Host: x||"))
        .isEqualTo("GET /a?b HTTP/1.1|Host: y:1|A: c||");
    assertThat(head("GET http://y?b HTTP/1.0|A: c||")).isEqualTo("GET /?b HTTP/1.0|Host: y|A: c||");
  }

  @Test
  void saysWhatTheHeadAsksFor() {
    RequestFraming framing = new RequestFraming(HEAD_MAX, BODY_MAX);
    framing.feed(bytes("GET / HTTP/1.1|Host: x|Upgrade: websocket||"));
    assertThat(next(framing, RequestFraming.Head.class).head().upgrade()).isTrue();
    assertThat(framing.next()).isInstanceOf(RequestFraming.End.class);
    framing.feed(bytes("POST / HTTP/1.1|Host: x|Expect: 100-Continue|Content-Length: 1||"));
    assertThat(next(framing, RequestFraming.Head.class).head().expectsContinue()).isTrue();
    framing.feed(bytes("x"));
    assertThat(framing.next()).isInstanceOf(RequestFraming.Data.class);
    assertThat(framing.next()).isInstanceOf(RequestFraming.End.class);
    framing.feed(bytes("HEAD /a HTTP/1.1|Host: x|Content-Length: 1, 1||rest"));
    RequestFraming.Bad bad = next(framing, RequestFraming.Bad.class);
    assertThat(bad.headOnly()).isTrue();
    assertThat(bad.target()).extracting(RequestTarget::rawPath).isEqualTo("/a");
    framing.feed(bytes("GET / HTTP/1.1|Host: x||"));
    assertThat(framing.next()).isNull();
    assertThat(framing.place()).isEqualTo(RequestFraming.Place.LOST);
  }

  private static String head(String stream) {
    RequestFraming framing = new RequestFraming(HEAD_MAX, BODY_MAX);
    framing.feed(bytes(stream));
    return next(framing, RequestFraming.Head.class)
        .head()
        .bytes()
        .decodeString(ISO_8859_1)
        .replace("\r\n", "|");
  }

  private static <T extends RequestFraming.Part> T next(RequestFraming framing, Class<T> type) {
    return type.cast(Objects.requireNonNull(framing.next()));
  }

  private static byte[] bytes(String stream) {
    return stream.replace("|", "\r\n").getBytes(ISO_8859_1);
  }

  private static String parts(byte[]... chunks) {
    RequestFraming framing = new RequestFraming(HEAD_MAX, BODY_MAX);
    StringBuilder parts = new StringBuilder();
    for (byte[] chunk : chunks) {
      framing.feed(chunk);
      for (RequestFraming.Part part = framing.next(); part != null; part = framing.next()) {
        parts.append(text(part));
      }
    }
    return parts.toString();
  }

  private static String text(RequestFraming.Part part) {
    if (part instanceof RequestFraming.Head head) {
      return head.head().method() + " " + head.head().target().rawPath() + " ";
    }
    if (part instanceof RequestFraming.Data data) {
      return data.bytes().decodeString(ISO_8859_1);
    }
    return part instanceof RequestFraming.Bad bad ? "!" + bad.status() : ".";
  }
}
