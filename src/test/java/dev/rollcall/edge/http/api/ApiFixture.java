package dev.rollcall.edge.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.edge.FakeTopics;
import dev.rollcall.edge.HttpFixture;
import dev.rollcall.edge.http.Fault;
import dev.rollcall.edge.http.Faults;
import dev.rollcall.edge.http.Handler;
import dev.rollcall.edge.http.Router;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.StatusCodes;

/** The API over a socket, in front of sets and topics in memory. */
final class ApiFixture implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  FakeSets sets = new FakeSets();
  FakeTopics topics = FakeTopics.atOnce();
  final HttpFixture http;
  private final ActorSystem<?>[] system = new ActorSystem<?>[1];
  private volatile Handler handler;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @SuppressWarnings("NullAway.Init") // The handler is there before the first request is.
  ApiFixture() {
    http =
        new HttpFixture(
            "",
            made -> {
              system[0] = made;
              return exchange -> handler.handle(exchange);
            });
    reset();
  }

  /** Begins anew with nothing in any set or topic. */
  void reset() {
    sets = new FakeSets();
    topics = FakeTopics.atOnce();
    handler =
        new Faults((status, detail) -> "a page: " + detail)
            .around(
                new Router(
                    Api.routes(system[0], sets, topics, 8 << 20),
                    Api.unknown(
                        exchange -> {
                          throw new Fault(StatusCodes.NOT_FOUND, "no file");
                        })));
  }

  /** What came back. */
  record Reply(int status, String type, String text, HttpResponse<String> response) {
    JsonNode json() throws IOException {
      return JSON.readTree(text);
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** What a problem says to people. */
    String detail() throws IOException {
      return json().path("detail").asText();
    }
  }

  Reply get(String path) throws Exception {
    return send(request(path));
  }

  Reply post(String path, String type, String body) throws Exception {
    return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(http.uri(path)).timeout(PATIENCE);
  }

  Reply send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    return new Reply(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse(""),
        response.body(),
        response);
  }

  @Override
  public void close() {
    http.close();
  }
}
