package dev.rollcall.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.edge.HttpFixture;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardDeadlinesIT {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final int LARGE = 64 << 20;
  private static final ByteString PIECE = ByteString.fromArray(new byte[64 << 10]);

  private final AtomicLong produced = new AtomicLong();
  private final AtomicInteger ended = new AtomicInteger();
  private final HttpFixture fixture =
      new HttpFixture(
          """
          rollcall.limits { frame-timeout = 1s, write-timeout = 1s }
          rollcall.listeners.http.idle-timeout = 1s
          """,
          system -> exchange -> answer(system, exchange));

  private CompletionStage<HttpResponse> answer(ActorSystem<?> system, Exchange exchange) {
    return switch (exchange.target().rawPath()) {
      case "/large" -> CompletableFuture.completedStage(large());
      case "/events" -> CompletableFuture.completedStage(events());
      default ->
          exchange
              .request()
              .entity()
              .toStrict(60_000, system)
              .thenApply(
                  body -> HttpResponse.create().withEntity("got " + body.getData().length()));
    };
  }

  private HttpResponse large() {
    Source<ByteString, ?> pieces =
        Source.repeat(PIECE)
            .take(LARGE / PIECE.length())
            .map(this::counted)
            .watchTermination(this::ended);
    return HttpResponse.create()
        .withEntity(HttpEntities.create(ContentTypes.APPLICATION_OCTET_STREAM, LARGE, pieces));
  }

  private ByteString counted(ByteString piece) {
    produced.addAndGet(piece.length());
    return piece;
  }

  private <T> T ended(T value, CompletionStage<Done> end) {
    var unused = end.whenComplete((done, failure) -> ended.incrementAndGet());
    return value;
  }

  private HttpResponse events() {
    Source<ByteString, ?> events =
        Source.<ByteString>maybe()
            .merge(Source.repeat(PIECE).map(this::counted))
            .watchTermination(this::ended);
    return HttpResponse.create()
        .withEntity(HttpEntities.create(MediaTypes.TEXT_EVENT_STREAM.toContentType(), events));
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private void assertOthersAreServed() throws IOException {
    try (RawClient other = new RawClient(fixture)) {
      assertThat(other.say("GET / HTTP/1.1|Host: x||").response()).endsWith("got 0");
    }
  }

  @Test
  void aHeadThatComesByteByByteIsCutOffInTime() throws IOException {
    try (RawClient client = new RawClient(fixture)) {
      long startNanos = System.nanoTime();
      Pace pace = new Pace(Duration.ofMillis(100));
      String head = "GET / HTTP/1.1\r\nHost: x\r\nA: " + "b".repeat(100);
      int sent = 0;
      while (client.input().available() == 0 && sent < head.length()) {
        pace.next();
        client.send(head.substring(sent, ++sent));
        if (sent % 5 == 0) {
          assertOthersAreServed();
        }
      }
      assertThat(client.rest()).startsWith("HTTP/1.1 408 ").contains("Connection: close");
      assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
          .isBetween(LIMIT, LIMIT.multipliedBy(8));
    }
  }

  @Test
  void aBodyThatComesByteByByteIsCutOffInTime() throws IOException {
    try (RawClient client = new RawClient(fixture)) {
      client.say("POST / HTTP/1.1|Host: x|Content-Length: 1000||");
      Pace pace = new Pace(Duration.ofMillis(100));
      for (int sent = 0; client.input().available() == 0 && sent < 100; sent++) {
        pace.next();
        client.send("x");
      }
      assertThat(client.rest()).startsWith("HTTP/1.1 408 ");
    }
    assertOthersAreServed();
  }

  @Test
  void aSlowUploadThatGoesOnIsServed() throws IOException {
    try (RawClient client = new RawClient(fixture)) {
      client.say("POST / HTTP/1.1|Host: x|Content-Length: 25000||");
      Pace pace = new Pace(Duration.ofMillis(250));
      for (int sent = 0; sent < 25_000; sent += 2_500) {
        pace.next();
        client.send(new byte[2_500]);
      }
      assertThat(client.response()).endsWith("got 25000");
    }
  }

  @Test
  void aConnectionWithoutARequestIsClosedWithoutAWord() throws IOException {
    try (RawClient client = new RawClient(fixture)) {
      assertThat(client.rest()).isEmpty();
    }
    try (RawClient client = new RawClient(fixture)) {
      assertThat(client.say("GET / HTTP/1.1|Host: x||").response()).endsWith("got 0");
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void aClientThatDoesNotTakeItsResponseIsCutAndHoldsLittle() throws IOException {
    try (RawClient client = new RawClient(fixture, 4096)) {
      client.say("GET /large HTTP/1.1|Host: x||");
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
      await().until(() -> produced.get() > 0);
      assertOthersAreServed();
      await().untilAtomic(ended, equalTo(1));
      assertThat(produced.get()).isLessThan(LARGE / 2);
    }
  }

  @Test
  void aClientThatTakesItsResponseSlowlyIsServed() throws IOException {
    try (RawClient client = new RawClient(fixture, 64 << 10)) {
      client.say("GET /large HTTP/1.1|Host: x||");
      client.head();
      Pace pace = new Pace(Duration.ofMillis(50));
      for (int read = 0; read < 4 << 20; read += client.input().readNBytes(64 << 10).length) {
        pace.next();
      }
      assertThat(produced.get()).as("the client was in the way").isLessThan(LARGE);
      assertThat(taken(client)).isEqualTo(LARGE - (4 << 20));
    }
  }

  @Test
  void aFollowerThatReadsNothingIsKept() throws IOException {
    try (RawClient client = new RawClient(fixture, 4096)) {
      client.say("GET /events HTTP/1.1|Host: x||");
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
      await().until(() -> produced.get() > 0);
      await().during(LIMIT.multipliedBy(4)).until(() -> ended.get() == 0);
      assertThat(client.input().readNBytes(1 << 20)).hasSize(1 << 20);
    }
    await().untilAtomic(ended, equalTo(1));
  }

  private static long taken(RawClient client) throws IOException {
    InputStream input = client.input();
    byte[] buffer = new byte[1 << 16];
    long taken = 0;
    try {
      for (int n = input.read(buffer); n >= 0; n = input.read(buffer)) {
        taken += n;
      }
    } catch (SocketException e) {
      // A reset is how a response is cut.
    }
    return taken;
  }
}
