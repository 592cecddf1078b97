package dev.rollcall.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.edge.HttpFixture;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each of these is followed on its connection by a request that must never be taken for one. In the
 * tables {@code |} ends a line with CR LF.
 */
class MalformedRequestIT {
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1|Host: x||";

  private static final List<String> ASKED = new CopyOnWriteArrayList<>();

  private static final HttpFixture FIXTURE =
      new HttpFixture(
          "",
          system ->
              exchange -> {
                ASKED.add(exchange.target().rawPath());
                return exchange
                    .request()
                    .entity()
                    .toStrict(10_000, system)
                    .thenApply(body -> HttpResponse.create().withEntity("fine"));
              });

  @AfterAll
  static void stop() {
    FIXTURE.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          GET / HTTP/1.1||                                                             ~ 400
          GET / HTTP/1.1|Host: x|Host: y||                                             ~ 400
          GET / HTTP/1.1|Host: x|Host: x||                                             ~ 400
          GET / HTTP/1.1|Host: x y||                                                   ~ 400
          GET / HTTP/1.1|Host: x/||                                                    ~ 400
          GET / HTTP/1.1|Host: a@b||                                                   ~ 400
          GET / HTTP/1.1|Host: x:y||                                                   ~ 400
          GET / HTTP/1.1|Host:||                                                       ~ 400
          GET / HTTP/1.1|Host : x||                                                    ~ 400
          GET / HTTP/1.1|Host: x|Bad Name: y||                                         ~ 400
          GET / HTTP/1.1|Host: x| folded: y||                                          ~ 400
          GET / HTTP/1.1|Host: x|A: b|\tfolded||                                       ~ 400
          GET / HTTP/1.1|Host: x|nothing||                                             ~ 400
          GET / HTTP/1.1|Host: x|A: \u00e4||                                            ~ 400
          GET / HTTP/1.1|Host: x|A: \u00f0\u009f||                                      ~ 400
          GET / HTTP/1.1|Host: x|: nothing||                                           ~ 400
          GET  / HTTP/1.1|Host: x||                                                    ~ 400
          GET / x HTTP/1.1|Host: x||                                                   ~ 400
          GET /|Host: x||                                                              ~ 400
          GET|Host: x||                                                                ~ 400
          GET / HTTP/1.1 |Host: x||                                                    ~ 400
          GET / HTTP/1.10|Host: x||                                                    ~ 400
          GET / HTTPS/1.1|Host: x||                                                    ~ 400
          GET / HTTP/0.9|Host: x||                                                     ~ 505
          GET / HTTP/1.2|Host: x||                                                     ~ 505
          GET / HTTP/2|Host: x||                                                       ~ 400
          GET / HTTP/3.0|Host: x||                                                     ~ 505
          PRI * HTTP/2.0||SM||                                                         ~ 505
          FOO / HTTP/1.1|Host: x||                                                     ~ 405
          get / HTTP/1.1|Host: x||                                                     ~ 405
          TRACE / HTTP/1.1|Host: x||                                                   ~ 405
          CONNECT x:443 HTTP/1.1|Host: x||                                             ~ 405
          CONNECT / HTTP/1.1|Host: x||                                                 ~ 405
          OPTIONS * HTTP/1.1|Host: x||                                                 ~ 405
          {"a":1}||                                                                    ~ 400
          GET * HTTP/1.1|Host: x||                                                     ~ 400
          GET \\windows HTTP/1.1|Host: x||                                             ~ 400
          GET relative HTTP/1.1|Host: x||                                              ~ 400
          GET /%zz HTTP/1.1|Host: x||                                                  ~ 400
          GET /a#b HTTP/1.1|Host: x||                                                  ~ 400
          GET file:///etc/passwd HTTP/1.1|Host: x||                                    ~ 400
          GET http://a@b/ HTTP/1.1|Host: x||                                           ~ 400
          POST / HTTP/1.1|Host: x|Content-Length: 4|Transfer-Encoding: chunked||0||    ~ 400
          POST / HTTP/1.1|Host: x|Transfer-Encoding: chunked|Content-Length: 4||0||    ~ 400
          POST / HTTP/1.1|Host: x|Content-Length: 0|Content-Length: 40||               ~ 400
          POST / HTTP/1.1|Host: x|Content-Length: 0|Content-Length: 0||                ~ 400
          POST / HTTP/1.1|Host: x|Content-Length: 0, 0||                               ~ 400
          POST / HTTP/1.1|Host: x|Content-Length: +0||                                 ~ 400
          POST / HTTP/1.1|Host: x|Content-Length: -1||                                 ~ 400
          POST / HTTP/1.1|Host: x|Content-Length: 0x0||                                ~ 400
          POST / HTTP/1.1|Host: x|Content-Length: 1e1||                                ~ 400
          POST / HTTP/1.1|Host: x|Content-Length: 1 0||                                ~ 400
          POST / HTTP/1.1|Host: x|Content-Length:||                                    ~ 400
          POST / HTTP/1.1|Host: x|Content-Length: 18446744073709551616||               ~ 413
          POST / HTTP/1.1|Host: x|Content-Length: 8388609||                            ~ 413
          POST / HTTP/1.1|Host: x|Transfer-Encoding: gzip||0||                         ~ 501
          POST / HTTP/1.1|Host: x|Transfer-Encoding: gzip, chunked||0||                ~ 501
          POST / HTTP/1.1|Host: x|Transfer-Encoding: chunked, identity||0||            ~ 501
          POST / HTTP/1.1|Host: x|Transfer-Encoding: x chunked||0||                    ~ 501
          POST / HTTP/1.1|Host: x|Transfer-Encoding: "chunked"||0||                    ~ 501
          POST / HTTP/1.1|Host: x|Transfer-Encoding:||0||                              ~ 501
          POST / HTTP/1.1|Host: x|Transfer-Encoding: chunked|Transfer-Encoding: gzip||0||  ~ 400
          POST / HTTP/1.0|Host: x|Transfer-Encoding: chunked||0||                      ~ 400
          POST / HTTP/1.1|Host: x|Transfer-Encoding : chunked||0||                     ~ 400
          POST / HTTP/1.1|Host: x|Transfer-Encoding|: chunked||0||                     ~ 400
          POST / HTTP/1.1|Host: x|Content-Type: a/b|Content-Type: c/d|Content-Length: 0||  ~ 400
          """)
  void isAnsweredOnceAndNothingBehindItIsExecuted(String request, int status) throws IOException {
    ASKED.clear();
    try (RawClient client = new RawClient(FIXTURE)) {
      client.say(request + SMUGGLED);
      assertOneResponse(client.rest(), status);
    }
    assertThat(ASKED).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          4 |four|0||                ~ 400
          ` 4|four|0||`              ~ 400
          +4|four|0||                ~ 400
          -4|four|0||                ~ 400
          0x4|four|0||               ~ 400
          4,|four|0||                ~ 400
          four|four|0||              ~ 400
          ;q|four|0||                ~ 400
          4|fourx|0||                ~ 400
          4|four0||                  ~ 400
          3|four|0||                 ~ 400
          ffffffffffffffff|four|0||  ~ 400
          100000000000000004|four|0|| ~ 400
          7fffffff|four|0||          ~ 413
          0|no trailer||             ~ 400
          0| folded: x||             ~ 400
          0|Bad Name: x||            ~ 400
          """)
  void endsInItsBodyAndNothingBehindItIsExecuted(String body, int status) throws IOException {
    ASKED.clear();
    try (RawClient client = new RawClient(FIXTURE)) {
      client.say("POST /chunked HTTP/1.1|Host: x|Transfer-Encoding: chunked||" + body + SMUGGLED);
      assertOneResponse(client.rest(), status);
    }
    assertThat(ASKED).doesNotContain("/smuggled");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\nHost: x\n\n",
        "GET / HTTP/1.1\r\nHost: x\n\r\n",
        "GET / HTTP/1.1\rHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA: b\rTransfer-Encoding: chunked\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA: b\nContent-Length: 40\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n",
        "GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /\u00ff HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET\t/\tHTTP/1.1\r\nHost: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \u000b0\r\n\r\n",
        "\0GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003"
      })
  void linesThatOthersWouldCutElsewhereAreNoRequest(String request) throws IOException {
    ASKED.clear();
    try (RawClient client = new RawClient(FIXTURE)) {
      client.send(request).say(SMUGGLED);
      assertOneResponse(client.rest(), 400);
    }
    assertThat(ASKED).isEmpty();
  }

  @Test
  void headsOverTheLimitAreNotHeld() throws IOException {
    ASKED.clear();
    try (RawClient client = new RawClient(FIXTURE)) {
      client.say("GET /" + "a".repeat(64 << 10) + " HTTP/1.1|Host: x||" + SMUGGLED);
      assertOneResponse(client.rest(), 414);
    }
    try (RawClient client = new RawClient(FIXTURE)) {
      client.say("GET / HTTP/1.1|Host: x|A: " + "a".repeat(64 << 10) + "||" + SMUGGLED);
      assertOneResponse(client.rest(), 431);
    }
    try (RawClient client = new RawClient(FIXTURE)) {
      client.say("GET / HTTP/1.1|Host: x|" + "A: b|".repeat(100) + "|" + SMUGGLED);
      assertOneResponse(client.rest(), 431);
    }
    assertThat(ASKED).isEmpty();
  }

  @Test
  void largeHeadsInsideTheLimitsAreServed() throws IOException {
    try (RawClient client = new RawClient(FIXTURE)) {
      client.say(
          "GET /" + "a".repeat(60 << 10) + " HTTP/1.1|Host: x|A: " + "b".repeat(1000) + "||");
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
      client.say(
          "GET / HTTP/1.1|Host: x|A: " + "a".repeat(60 << 10) + "|" + "A: b|".repeat(98) + "|");
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
      client.say(
          "GET /%ff%00%fe?%e4=%80 HTTP/1.1|Host: x|A: \u00c3\u00a4\u00f0\u009f\u0098\u0080||");
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
      client.say("GET /<>\\^`{|}\"[]?<>\\^`{}\"[] HTTP/1.1\r\nHost: x\r\n\r\n".replace("|", "%7c"));
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void anUnknownMethodIsToldWhatIsAllowedAndHeadGetsNoBody() throws IOException {
    try (RawClient client = new RawClient(FIXTURE)) {
      client.say("BREW / HTTP/1.1|Host: x||");
      assertThat(client.rest())
          .startsWith("HTTP/1.1 405 ")
          .contains("\r\nAllow: GET, HEAD\r\n")
          .doesNotContain("BREW");
    }
    try (RawClient client = new RawClient(FIXTURE)) {
      client.say("HEAD / HTTP/1.1|Host: x|Content-Length: 1, 1||");
      assertThat(client.rest()).startsWith("HTTP/1.1 400 ").endsWith("\r\n\r\n");
    }
  }

  private static void assertOneResponse(String all, int status) {
    assertThat(all)
        .startsWith("HTTP/1.1 " + status + " ")
        .contains("\r\nConnection: close\r\n", "\r\nDate: ", "\r\nServer: Rollcall\r\n")
        .doesNotContain("<reset>", "smuggled");
    assertThat(all.split("\r\nServer: ", -1)).as("one response and what is before it").hasSize(2);
  }
}
