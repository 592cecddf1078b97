package dev.rollcall.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.e2e.WebClient.Running;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Topics over HTTP on the served jar, followed by programs that nobody here wrote. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebFollowersIT {
  private static final Path JAVA = Path.of(System.getProperty("java.home"));
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path directory;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private volatile RollcallProcess server;
  private volatile int port;

  @BeforeEach
  void serve() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    arguments.addAll(RollcallProcess.FREE_PORTS);
    server = RollcallProcess.start(JAVA, directory, arguments.toArray(String[]::new));
    int bound = server.port("http");
    synchronized (this) {
      port = bound;
      notifyAll();
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> post(String topic, String key, String text)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri("/api/topics/" + topic))
            .timeout(PATIENCE)
            .header("Content-Type", "text/plain")
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(text))
            .build(),
        BodyHandlers.ofString());
  }

  private String append(String topic, String text) throws Exception {
    HttpResponse<String> response = post(topic, Long.toString(System.nanoTime()), text);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body()).path("id").asText();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static void ready(WebClient client) throws Exception {
    assumeTrue(client.installed(), client + " is not installed");
    client.prepare();
  }

  private static String json(String id, String text) {
    return "{\"id\":\"" + id + "\",\"fields\":{\"text\":\"" + text + "\"}}";
  }

  @Test
  void whatIsAppendedOverHttpReachesLineClientsToo() throws Exception {
    try (LineSocket line = new LineSocket(server.port("message"))) {
      assertThat(line.send("/join news 0\n").line()).startsWith("OK joined news");
      String id = append("news", "hello");
      assertThat(line.line()).isEqualTo("news " + id + " hello");
      String other = line.send("/send news back\n").line();
      assertThat(other).startsWith("OK ");
      HttpResponse<String> history =
          http.send(
              HttpRequest.newBuilder(uri("/api/topics/news?from=" + id)).build(),
              BodyHandlers.ofString());
      assertThat(history.body()).contains(json(String.valueOf(other).substring(3), "back"));
    }
  }

  @ParameterizedTest
  @EnumSource(WebClient.class)
  void clientFollowsFromItsCursor(WebClient client) throws Exception {
    ready(client);
    append("news", "before");
    String from = append("news", "seen");
    String next = append("news", "häß😀");
    try (Running follower = client.follow(port, "news", from)) {
      assertThat(follower.message()).isEqualTo(json(next, "häß😀"));
      String live = append("news", "live");
      assertThat(follower.message()).isEqualTo(json(live, "live"));
      String large = "x".repeat(1 << 20);
      String id = append("news", large);
      assertThat(follower.message()).isEqualTo(json(id, large));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = WebClient.class,
      names = {"NODE", "PYTHON"})
  void pingIsAnsweredAndTheEndIsSaidWhenTheServerStops(WebClient client) throws Exception {
    ready(client);
    try (Running follower = client.follow(port, "news", "0")) {
      assertThat(follower.line()).isEqualTo("pong here");
      server.terminate();
      assertThat(follower.line()).isEqualTo("closed 1001");
      assertThat(server.awaitEnd().status()).isZero();
    }
  }

  @Test
  void eventsEndWhenTheServerStops() throws Exception {
    ready(WebClient.CURL);
    try (Running follower = WebClient.CURL.follow(port, "news", "0")) {
      assertThat(follower.line()).isEqualTo("retry: 2000");
      server.terminate();
      assertThat(follower.message()).isNull();
      assertThat(follower.process().waitFor()).isZero();
      assertThat(server.awaitEnd().status()).isZero();
    }
  }

  @Test
  void killedServerCostsNeitherGapNorDuplicate() throws Exception {
    int count = 400;
    List<CompletableFuture<List<String>>> following = new ArrayList<>();
    for (WebClient client : WebClient.values()) {
      ready(client);
      following.add(follow(client, count));
    }
    for (int i = 0; i < count; i++) {
      if (i == count / 3 || i == 2 * count / 3) {
        killAndServe(i);
      }
      String id = insist("m" + i);
      assertThat(id).isNotEmpty();
    }
    JsonNode log =
        JSON.readTree(
            http.send(
                    HttpRequest.newBuilder(uri("/api/topics/news?count=10000")).build(),
                    BodyHandlers.ofString())
                .body());
    List<String> kept = new ArrayList<>();
    log.path("messages").forEach(message -> kept.add(message.toString()));
    assertThat(kept.stream().map(WebFollowersIT::text))
        .containsExactlyElementsOf(IntStream.range(0, count).mapToObj(i -> "m" + i).toList());
    for (CompletableFuture<List<String>> followed : following) {
      assertThat(followed.get(60, TimeUnit.SECONDS)).isEqualTo(kept);
    }
  }

  /** What the client sees until it has seen so many messages, however often it has to resume. */
  private CompletableFuture<List<String>> follow(WebClient client, int count) {
    CompletableFuture<List<String>> followed = new CompletableFuture<>();
    Thread follower = new Thread(() -> resume(client, count, followed), client + " follower");
    follower.setDaemon(true);
    follower.start();
    return followed;
  }

  /** Kills the server while an append is under way that was perhaps stored, perhaps not. */
  private void killAndServe(int next) throws Exception {
    CompletableFuture<HttpResponse<String>> underWay =
        http.sendAsync(
            HttpRequest.newBuilder(uri("/api/topics/news"))
                .header("Idempotency-Key", "m" + next)
                .POST(HttpRequest.BodyPublishers.ofString("m" + next))
                .build(),
            BodyHandlers.ofString());
    server.kill();
    underWay.handle((response, failure) -> null).get(20, TimeUnit.SECONDS);
    serve();
  }

  private String insist(String text) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      HttpResponse<String> response = post("news", text, text);
      if (response.statusCode() == 200) {
        return JSON.readTree(response.body()).path("id").asText();
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError(response.body());
      }
    }
  }

  /** Follows until everything was seen, again from the last ID whenever the client ends. */
  private void resume(WebClient client, int count, CompletableFuture<List<String>> followed) {
    List<String> seen = new ArrayList<>();
    String last = "0";
    try {
      while (seen.size() < count) {
        int used = port;
        try (Running running = client.follow(used, "news", last)) {
          String message = running.message();
          while (message != null) {
            seen.add(message);
            last = JSON.readTree(message).path("id").asText();
            message = seen.size() < count ? running.message() : null;
          }
        }
        pause(used);
      }
      followed.complete(seen);
    } catch (Exception e) {
      followed.completeExceptionally(e);
    }
  }

  /** Lets a moment pass for a client that was cut off, less where a server starts meanwhile. */
  private synchronized void pause(int used) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
    long left = 100;
    while (port == used && left > 0) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }
  }

  private static String text(String message) {
    try {
      return JSON.readTree(message.getBytes(UTF_8)).path("fields").path("text").asText();
    } catch (IOException e) {
      throw new IllegalStateException(message, e);
    }
  }
}
