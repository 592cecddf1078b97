package dev.rollcall.edge.http.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.edge.HttpFixture;
import dev.rollcall.edge.http.Exchange;
import dev.rollcall.edge.http.Faults;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedIT {
  private static final Duration INTERVAL = Duration.ofMillis(50);

  /** More than the sockets between the two take. */
  private static final String PADDING = "x".repeat(1 << 20);

  private final AtomicInteger made = new AtomicInteger();
  private final CompletableFuture<Done> stopping = new CompletableFuture<>();
  private volatile String padding = "";
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpFixture server =
      new HttpFixture(
          "",
          system -> {
            Feed feed = new Feed(system, this::snapshot, INTERVAL);
            return new Faults((status, detail) -> detail)
                .around(exchange -> feed.handle(withOwnStop(exchange)));
          });

  private String snapshot() {
    return made.incrementAndGet() + " " + padding;
  }

  private Exchange withOwnStop(Exchange exchange) {
    return new Exchange(
        exchange.request(), exchange.target(), exchange.client(), exchange.parameters(), stopping);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A viewer that reads as much as it is told to. */
  private static final class Viewer implements WebSocket.Listener {
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final StringBuilder part = new StringBuilder();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private volatile boolean reading = true;

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        seen.add(part.toString());
        part.setLength(0);
      }
      if (reading) {
        socket.request(1);
      }
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return CompletableFuture.completedFuture(null);
    }

    private int number(int at) {
      String text = seen.get(at);
      return Integer.parseInt(text.substring(0, text.indexOf(' ')));
    }
  }

  private WebSocket watch(Viewer viewer) {
    URI address = URI.create(server.uri("/ws/dashboard").toString().replace("http:", "ws:"));
    return client.newWebSocketBuilder().buildAsync(address, viewer).join();
  }

  @Test
  void oneSnapshotIsMadeForAllViewers() {
    List<Viewer> viewers = List.of(new Viewer(), new Viewer(), new Viewer());
    viewers.forEach(this::watch);

    await().until(() -> viewers.stream().allMatch(viewer -> viewer.seen.size() > 10));

    int last = viewers.stream().mapToInt(v -> v.number(v.seen.size() - 1)).max().orElseThrow();
    assertThat(made.get()).isLessThanOrEqualTo(last + 2);
  }

  @Test
  void noneIsMadeWhileNobodyWatches() {
    Viewer viewer = new Viewer();
    WebSocket socket = watch(viewer);
    await().until(() -> viewer.seen.size() > 2);

    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();

    await()
        .during(INTERVAL.multipliedBy(10))
        .atMost(Duration.ofSeconds(10))
        .until(
            new java.util.concurrent.Callable<Boolean>() {
              private int before = -1;

              @Override
              public Boolean call() {
                boolean same = made.get() == before;
                before = made.get();
                return same;
              }
            });
  }

  @Test
  void viewerThatDoesNotReadMissesSnapshotsAndGetsTheNewestLater() {
    padding = PADDING;
    Viewer viewer = new Viewer();
    viewer.reading = false;
    WebSocket socket = watch(viewer);
    await().atMost(Duration.ofSeconds(30)).until(() -> made.get() > 60);
    int missedUntil = made.get();

    viewer.reading = true;
    socket.request(1);

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> !viewer.seen.isEmpty() && viewer.number(viewer.seen.size() - 1) >= missedUntil);
    assertThat(viewer.seen.size()).as("of %s snapshots", missedUntil).isLessThan(missedUntil - 20);
  }

  @Test
  void viewersAreToldWhenTheServerStops() {
    Viewer viewer = new Viewer();
    watch(viewer);
    await().until(() -> !viewer.seen.isEmpty());

    stopping.complete(Done.getInstance());

    await().until(viewer.closed::isDone);
    assertThat(viewer.seen.get(viewer.seen.size() - 1)).isEqualTo("{\"stopping\":true}");
  }

  @Test
  void whatViewersSayIsIgnored() {
    Viewer viewer = new Viewer();
    WebSocket socket = watch(viewer);
    socket.sendText("in ", false).join();
    socket.sendText("pieces", true).join();
    socket.sendText("x".repeat(100_000), true).join();
    int before = viewer.seen.size();

    await().until(() -> viewer.seen.size() > before + 5);
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    assertThat(viewer.closed).as("all of it was read").succeedsWithin(Duration.ofSeconds(10));
  }

  @Test
  void requestThatIsNoWebSocketIsToldWhatToDo() throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(server.uri("/ws/dashboard")).build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(426);
    assertThat(response.headers().firstValue("Upgrade")).contains("websocket");
    assertThat(response.body()).contains("/dashboard");
  }
}
