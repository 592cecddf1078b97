package dev.rollcall.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.edge.HttpFixture;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpConnectionIT {
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final HttpFixture fixture = new HttpFixture("", system -> e -> echo(system, e));

  private CompletionStage<HttpResponse> echo(ActorSystem<?> system, Exchange exchange) {
    asked.add(exchange.request().method().name() + " " + exchange.target().rawPath());
    return exchange
        .request()
        .entity()
        .toStrict(10_000, system)
        .thenApply(
            body ->
                HttpResponse.create()
                    .withEntity(exchange.target().rawPath() + " " + body.getData().utf8String()));
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void answersRequestAfterRequestOnOneConnection() throws IOException {
    try (RawClient client = new RawClient(fixture)) {
      client.say("GET /a HTTP/1.1|Host: x||");
      assertThat(client.response())
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains("\r\nServer: Rollcall\r\n", "\r\nDate: ")
          .endsWith("\r\n\r\n/a ");
      client.say("POST /b HTTP/1.1|Host: x|Content-Length: 3||abc");
      assertThat(client.response()).endsWith("\r\n\r\n/b abc");
      client.say(
          "POST /c HTTP/1.1|Host: x|Transfer-Encoding: chunked||"
              + "3;x=y|abc|00A|0123456789|0|X: y||");
      assertThat(client.response()).endsWith("\r\n\r\n/c abc0123456789");
    }
  }

  @Test
  void answersPipelinedRequestsInOrderThenTheFaultThenNothing() throws IOException {
    try (RawClient client = new RawClient(fixture)) {
      client.say(
          "GET /a HTTP/1.1|Host: x||POST /b HTTP/1.1|Host: x|Content-Length: 2||hi"
              + "GET /c HTTP/1.1|Host: x|Content-Length: 1|Content-Length: 1||x"
              + "GET /d HTTP/1.1|Host: x||");
      assertThat(client.response()).endsWith("\r\n\r\n/a ");
      assertThat(client.response()).endsWith("\r\n\r\n/b hi");
      String fault = client.response();
      assertThat(fault)
          .startsWith("HTTP/1.1 400 Bad Request\r\n")
          .contains("\r\nConnection: close\r\n", "\r\nServer: Rollcall\r\n");
      assertThat(client.rest()).isEmpty();
    }
    assertThat(asked).containsExactly("GET /a", "POST /b");
  }

  @Test
  void sendsTheClientOnWhenItWaitsForContinue() throws IOException {
    try (RawClient client = new RawClient(fixture)) {
      client.say("POST /a HTTP/1.1|Host: x|Content-Length: 2|Expect: 100-continue||");
      assertThat(client.head()).startsWith("HTTP/1.1 100 Continue");
      client.say("hi");
      assertThat(client.response()).endsWith("\r\n\r\n/a hi");
    }
  }

  @Test
  void refusesABodyThatIsTooLongBeforeItComes() throws IOException {
    try (RawClient client = new RawClient(fixture)) {
      client.say("POST /api/a HTTP/1.1|Host: x|Content-Length: 8388609|Expect: 100-continue||");
      assertThat(client.rest())
          .startsWith("HTTP/1.1 413 ")
          .contains("application/problem+json", "\"status\":413");
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void refusesABodyInChunksThatBecomesTooLong() throws IOException {
    try (RawClient client = new RawClient(fixture)) {
      client.say("POST /a HTTP/1.1|Host: x|Transfer-Encoding: chunked||");
      client.say("1|a|800000|");
      assertThat(client.rest()).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void answersAClientThatHasEndedItsSide() throws IOException {
    try (RawClient client = new RawClient(fixture)) {
      client.say("GET /a HTTP/1.0||").endInput();
      assertThat(client.rest()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("/a ");
    }
  }
}
