package dev.rollcall.edge.line;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.rollcall.base.ErrorCode;
import dev.rollcall.edge.FakeMembership;
import dev.rollcall.edge.Framing;
import dev.rollcall.edge.HttpGuard;
import dev.rollcall.edge.ListenerSettings;
import dev.rollcall.edge.Peer;
import dev.rollcall.edge.Protocol;
import dev.rollcall.edge.Reply;
import dev.rollcall.edge.Session;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class LineProtocolsTest {
  private static final String YES = "STRING EXISTS\n";
  private static final String NO = "STRING NOT FOUND\n";

  private static ListenerSettings listener(int frameBytesMax, boolean logQueries) {
    return new ListenerSettings(
        "names",
        Protocol.LOOKUP,
        "127.0.0.1",
        0,
        1,
        false,
        "names",
        "",
        false,
        Framing.QUIET,
        0,
        frameBytesMax,
        Duration.ofMillis(20),
        Duration.ZERO,
        logQueries);
  }

  private static Session lookup(boolean logQueries, String... members) {
    return LookupSession.of(listener(8, logQueries), FakeMembership.of(members)).open(peer(7));
  }

  private static Session echo() {
    return EchoSession.of(listener(8, false)).open(peer(7));
  }

  private static Reply receive(Session session, String chunk) {
    return session.received(ByteString.fromArray(chunk.getBytes(ISO_8859_1))).join();
  }

  private static String text(Reply reply) {
    return reply.bytes().decodeString(ISO_8859_1);
  }

  @Test
  void answersABatchInOnePiece() {
    Session session = lookup(false, "a", "");
    assertThat(text(receive(session, "a\nA\n\nab\n"))).isEqualTo(YES + NO + YES + NO);
  }

  @Test
  void aChunkWithoutAFrameIsAnsweredByNothing() {
    Session session = lookup(false, "a");
    Reply reply = receive(session, "a");
    assertThat(reply.bytes().isEmpty()).isTrue();
    assertThat(reply.then()).isEqualTo(Reply.Then.LIVE_ON);
    assertThat(session.unfinishedFrame()).isNotZero();
    assertThat(session.bytesHeld()).isPositive();
  }

  @Test
  void quietCompletesAFrameOnlyWhereNoneEndedWithANewline() {
    Session session = lookup(false, "a");
    receive(session, "a");
    assertThat(session.endsByQuiet()).isTrue();
    assertThat(text(session.quiet().join())).isEqualTo(YES);
    assertThat(session.endsByQuiet()).isFalse();
    receive(session, "b\na");
    assertThat(session.endsByQuiet()).isFalse();
  }

  @Test
  void theEndCompletesAnyFrame() {
    Session session = lookup(false, "a");
    receive(session, "b\na");
    assertThat(text(session.ended().join())).isEqualTo(YES);
  }

  @Test
  void errorsAreLines() {
    assertThat(lookup(false).error(ErrorCode.FRAME_TOO_LONG, "caf\u00e9\r\nx").utf8String())
        .isEqualTo("ERROR FRAME-TOO-LONG caf\\xc3\\xa9\\x0d\\x0ax\n");
  }

  @Test
  void anUncompactChunkIsReadWhole() {
    Session session = lookup(false, "ab");
    ByteString rope =
        ByteString.fromString("xab").drop(1).concat(ByteString.fromString("\nab\nyy").dropRight(2));
    assertThat(text(session.received(rope).join())).isEqualTo(YES + YES);
  }

  @Test
  void echoReportsAFrameThatIsTooLongInItsPlace() {
    assertThat(text(receive(echo(), "a\r\n123456789\nb\n")))
        .isEqualTo("a\r\nERROR FRAME-TOO-LONG a frame may have at most 8 bytes\nb\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1",
        "POST /x?y HTTP/1.0",
        "OPTIONS * HTTP/1.1",
        "CONNECT h:1 HTTP/1.1"
      })
  void recognizesTheFirstLineOfHttp(String line) {
    byte[] bytes = (line + "\r\n").getBytes(ISO_8859_1);
    assertThat(HttpGuard.isRequestLine(bytes, 0, bytes.length)).isTrue();
    assertThat(HttpGuard.isRequestLine(bytes, 0, bytes.length - 2)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "GET",
        "GET /",
        "GET  HTTP/1.1",
        "GET / HTTP/2.0",
        "GET / HTTP/1.",
        "GET / HTTP/1.x",
        "GET / x HTTP/1.1",
        "get / HTTP/1.1",
        " / HTTP/1.1",
        "G3T / HTTP/1.1",
        "HTTP/1.1",
        " HTTP/1.1"
      })
  void takesAnythingLessForData(String line) {
    byte[] bytes = line.getBytes(ISO_8859_1);
    assertThat(HttpGuard.isRequestLine(bytes, 0, bytes.length)).isFalse();
  }

  @Test
  void httpIsOnlyLookedForInTheFirstFrame() {
    Session.Factory sessions = LookupSession.of(listener(100, false), FakeMembership.of("a"));
    Reply refused = receive(sessions.open(peer(7)), "GET / HTTP/1.1\r\nHost: x\r\na\n");
    assertThat(refused.then()).isEqualTo(Reply.Then.CLOSE);
    assertThat(refused.bytes().isEmpty()).isTrue();
    Reply answered = receive(sessions.open(peer(8)), "a\nGET / HTTP/1.1\n");
    assertThat(text(answered)).isEqualTo(YES + NO);
  }

  @Test
  void saysOnceInAMinuteThatHttpWasClosed() {
    List<String> lines =
        logged(
            HttpGuard.class.getName(),
            () -> {
              Session.Factory sessions = EchoSession.of(listener(100, false));
              for (int i = 0; i < 3; i++) {
                receive(sessions.open(peer(i)), "GET / HTTP/1.1\n");
              }
            });
    assertThat(lines)
        .containsExactly("names 192.0.2.1:0: closed, it speaks HTTP and this listener does not");
  }

  @Test
  void logsEachQueryOnItsOwnLineEscaped() {
    List<String> lines =
        logged("rollcall.queries", () -> receive(lookup(true, "a"), "a\n\u001b[0m\"\n123456789\n"));
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).matches("names 192\\.0\\.2\\.1:7 \"a\" exists \\d+ us");
    assertThat(lines.get(1))
        .matches("names 192\\.0\\.2\\.1:7 \"\\\\x1b\\[0m\"\" not found \\d+ us");
    assertThat(lines.get(2)).matches("names 192\\.0\\.2\\.1:7 \"\" too long \\d+ us");
  }

  @Test
  void logsNoQueryUnlessAsked() {
    assertThat(logged("rollcall.queries", () -> receive(lookup(false, "a"), "a\n"))).isEmpty();
  }

  @Test
  void aFailureIsPassedOnToTheConnection() {
    Session session =
        LookupSession.of(
                listener(8, false),
                keys -> CompletableFuture.failedFuture(new IllegalStateException("broken")))
            .open(peer(7));
    assertThat(session.received(ByteString.fromString("a\n")))
        .failsWithin(Duration.ofSeconds(1))
        .withThrowableThat()
        .withRootCauseInstanceOf(IllegalStateException.class);
  }

  private static List<String> logged(String name, Runnable action) {
    Logger logger = (Logger) LoggerFactory.getLogger(name);
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    Level level = logger.getLevel();
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.INFO);
    try {
      action.run();
    } finally {
      logger.detachAppender(appender);
      logger.setLevel(level);
    }
    return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static Peer peer(int port) {
    return new Peer(new InetSocketAddress("192.0.2.1", port), () -> {}, () -> {});
  }
}
