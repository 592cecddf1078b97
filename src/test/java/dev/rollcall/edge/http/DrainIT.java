package dev.rollcall.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.edge.HttpFixture;
import dev.rollcall.edge.Listener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainIT {
  private static final Duration PLENTY = Duration.ofSeconds(20);
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int LARGE = 32 << 20;

  private static final String HANDSHAKE =
      "GET /ws HTTP/1.1|Host: x|Connection: Upgrade|Upgrade: websocket|"
          + "Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==||";

  private final AtomicInteger asked = new AtomicInteger();
  private final CompletableFuture<HttpResponse> later = new CompletableFuture<>();
  private final HttpFixture fixture = new HttpFixture("", system -> this::answer);

  private CompletionStage<HttpResponse> answer(Exchange exchange) {
    asked.incrementAndGet();
    return switch (exchange.target().rawPath()) {
      case "/later" -> later;
      case "/large" -> CompletableFuture.completedStage(large());
      case "/events" -> CompletableFuture.completedStage(events(exchange));
      case "/ws" -> CompletableFuture.completedStage(webSocket(exchange));
      default -> CompletableFuture.completedStage(HttpResponse.create().withEntity("fine"));
    };
  }

  private static HttpResponse large() {
    ByteString piece = ByteString.fromArray(new byte[64 << 10]);
    return HttpResponse.create()
        .withEntity(
            HttpEntities.create(
                ContentTypes.APPLICATION_OCTET_STREAM,
                LARGE,
                Source.repeat(piece).take(LARGE / piece.length())));
  }

  private static HttpResponse events(Exchange exchange) {
    Source<ByteString, ?> events =
        Source.single(ByteString.fromString("data: first\n\n"))
            .concat(
                Source.completionStage(exchange.stopping())
                    .map(done -> ByteString.fromString("data: last\n\n")));
    return HttpResponse.create()
        .withEntity(HttpEntities.create(MediaTypes.TEXT_EVENT_STREAM.toContentType(), events));
  }

  private static HttpResponse webSocket(Exchange exchange) {
    Source<Message, ?> said =
        Source.<Message>single(TextMessage.create("hello"))
            .concat(
                Source.completionStage(exchange.stopping())
                    .flatMapConcat(done -> Source.<Message>empty()));
    return exchange
        .request()
        .getAttribute(AttributeKeys.webSocketUpgrade)
        .orElseThrow()
        .handleMessagesWith(Flow.fromSinkAndSourceCoupled(Sink.ignore(), said));
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void connectionsWithoutARequestAreClosedAtOnce() throws IOException {
    try (RawClient fresh = new RawClient(fixture);
        RawClient kept = new RawClient(fixture);
        RawClient begun = new RawClient(fixture)) {
      kept.say("GET / HTTP/1.1|Host: x||").response();
      begun.say("GET / HTTP/1.1|Host: x||").response();
      begun.say("GET / HT");
      TestProbe<Listener.Drained> drained = fixture.drain(PLENTY);
      assertThat(fresh.rest()).isEmpty();
      assertThat(kept.rest()).isEmpty();
      assertThat(begun.rest()).isEmpty();
      drained.receiveMessage(SOON);
    }
  }

  @Test
  void theRequestInFlightIsAnsweredAndTheNextOneIsNot() throws IOException {
    try (RawClient client = new RawClient(fixture)) {
      client.say("GET /later HTTP/1.1|Host: x||GET /never HTTP/1.1|Host: x||");
      await().untilAtomic(asked, equalTo(1));
      TestProbe<Listener.Drained> drained = fixture.drain(PLENTY);
      drained.expectNoMessage(Duration.ofMillis(300));
      later.complete(HttpResponse.create().withEntity("done"));
      assertThat(client.response()).contains("\r\nConnection: close\r\n").endsWith("done");
      assertThat(client.rest()).isEmpty();
      drained.receiveMessage(SOON);
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void aRequestThatIsStillComingIsReadAndAnswered() throws IOException {
    try (RawClient client = new RawClient(fixture)) {
      client.say("POST / HTTP/1.1|Host: x|Content-Length: 10||hello");
      await().untilAtomic(asked, equalTo(1));
      TestProbe<Listener.Drained> drained = fixture.drain(PLENTY);
      client.say("world");
      assertThat(client.rest()).startsWith("HTTP/1.1 200 ").endsWith("fine");
      drained.receiveMessage(SOON);
    }
  }

  @Test
  void aLargeDownloadUnderWayIsFinished() throws IOException {
    try (RawClient client = new RawClient(fixture, 64 << 10)) {
      client.say("GET /large HTTP/1.1|Host: x||");
      client.head();
      TestProbe<Listener.Drained> drained = fixture.drain(PLENTY);
      drained.expectNoMessage(Duration.ofMillis(300));
      assertThat(client.input().readAllBytes().length).isEqualTo(LARGE);
      drained.receiveMessage(SOON);
    }
  }

  @Test
  void eventsComeToAnEnd() throws IOException {
    try (RawClient client = new RawClient(fixture)) {
      client.say("GET /events HTTP/1.1|Host: x||");
      client.head();
      assertThat(client.input().readNBytes(18)).asString().contains("data: first");
      TestProbe<Listener.Drained> drained = fixture.drain(PLENTY);
      assertThat(client.rest()).contains("data: last").endsWith("0\r\n\r\n");
      drained.receiveMessage(SOON);
    }
  }

  @Test
  void aWebSocketIsToldThatTheServerGoesAway() throws IOException {
    try (RawClient client = new RawClient(fixture)) {
      client.say(HANDSHAKE);
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(client.input().readNBytes(7)).isEqualTo(frame(0x81, "hello"));
      TestProbe<Listener.Drained> drained = fixture.drain(PLENTY);
      assertThat(client.input().readNBytes(4))
          .isEqualTo(new byte[] {(byte) 0x88, 2, 3, (byte) 233});
      client.send(new byte[] {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 3, (byte) 233});
      assertThat(client.rest()).isEmpty();
      drained.receiveMessage(SOON);
    }
  }

  @Test
  void aWebSocketThatIsClosedOtherwiseIsClosedAsItWas() throws IOException {
    try (RawClient client = new RawClient(fixture)) {
      client.say(HANDSHAKE);
      client.head();
      assertThat(client.input().readNBytes(7)).isEqualTo(frame(0x81, "hello"));
      client.send(new byte[] {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 3, (byte) 232});
      assertThat(client.input().readNBytes(4))
          .isEqualTo(new byte[] {(byte) 0x88, 2, 3, (byte) 232});
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void aHandshakeThatFailsLeavesAConnectionForRequests() throws IOException {
    try (RawClient client = new RawClient(fixture)) {
      client.say(
          "GET / HTTP/1.1|Host: x|Connection: Upgrade, HTTP2-Settings|Upgrade: h2c|"
              + "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA||GET / HTTP/1.1|Host: x||");
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void whatIsLeftAtTheDeadlineIsReset() throws IOException {
    try (RawClient client = new RawClient(fixture)) {
      client.say("GET /later HTTP/1.1|Host: x||");
      await().untilAtomic(asked, equalTo(1));
      fixture.drain(Duration.ofMillis(300)).receiveMessage(SOON);
      assertThat(client.rest()).isIn("", "<reset>");
    }
  }

  private static byte[] frame(int first, String text) {
    byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
    byte[] frame = new byte[payload.length + 2];
    frame[0] = (byte) first;
    frame[1] = (byte) payload.length;
    System.arraycopy(payload, 0, frame, 2, payload.length);
    return frame;
  }
}
