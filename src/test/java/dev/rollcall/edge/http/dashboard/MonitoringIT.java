package dev.rollcall.edge.http.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.edge.HttpFixture;
import dev.rollcall.edge.http.Fault;
import dev.rollcall.edge.http.Faults;
import dev.rollcall.edge.http.Router;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Metrics and health, asked over HTTP. */
@Timeout(60)
class MonitoringIT {
  private static final Health.State READY = new Health.State(Health.Status.READY, Map.of());

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicReference<Health.State> state = new AtomicReference<>(READY);
  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService executor = Executors.newFixedThreadPool(4);
  private HttpFixture http;

  @BeforeEach
  void start() {
    http =
        new HttpFixture(
            "",
            system ->
                new Faults((status, detail) -> detail)
                    .around(
                        new Router(
                            Monitoring.routes(registry, state::get, executor),
                            exchange -> {
                              throw new Fault(StatusCodes.NOT_FOUND, "Nothing here.");
                            })));
  }

  @AfterEach
  void stop() {
    http.close();
    executor.shutdownNow();
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(http.uri(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String type(HttpResponse<String> response) {
    return response.headers().firstValue("Content-Type").orElse("");
  }

  @Test
  void metricsAreValidWhateverLabelsSay() throws Exception {
    String nasty = "a \"b\" \\ c\nd …ü";
    Gauge.builder("some.gauge", () -> 7)
        .description("One\nline")
        .tag("x", nasty)
        .register(registry);
    registry.counter("some.counter", "x", "y").increment(3);
    Timer timer =
        Timer.builder("some.time")
            .serviceLevelObjectives(Duration.ofMillis(1), Duration.ofMillis(10))
            .register(registry);
    timer.record(Duration.ofMillis(2));
    timer.record(Duration.ofSeconds(1));
    HttpResponse<String> response = get("/metrics");
    assertThat(type(response)).isEqualToIgnoringCase("text/plain; version=0.0.4; charset=utf-8");
    Exposition read = Exposition.parse(response.body());
    assertThat(read.value("some_gauge", "x", nasty)).isEqualTo(7);
    assertThat(read.value("some_counter_total", "x", "y")).isEqualTo(3);
    assertThat(read.family("some_time_seconds").type()).isEqualTo("histogram");
    assertThat(read.value("some_time_seconds_bucket", "le", "0.01")).isEqualTo(1);
    assertThat(read.value("some_time_seconds_bucket", "le", "+Inf")).isEqualTo(2);
  }

  @Test
  void whatIsNotValidIsNotTakenForIt() {
    for (String broken :
        List.of(
            "a 1",
            "a 1\n",
            "# TYPE a gauge\na 1\n",
            "# HELP a x\n# TYPE a gauge\nb 1\n",
            "# HELP a x\n# TYPE a gauge\na 1\na 2\n",
            "# HELP a x\n# TYPE a gauge\na{x=\"\"\"} 1\n",
            "# HELP a x\n# TYPE a gauge\na{x=\"1\",x=\"2\"} 1\n",
            "# HELP a x\n# TYPE a gauge\na one\n",
            "# HELP a x\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\n",
            "# HELP a x\n# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_count 2\n")) {
      assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> Exposition.parse(broken));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, text/plain",
    "*/*, text/plain",
    "nonsense, text/plain",
    "application/openmetrics-text, application/openmetrics-text",
    "'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1',"
        + " application/openmetrics-text",
    "'application/openmetrics-text;q=0.2,text/plain;q=0.3', text/plain",
    "application/openmetrics-text;q=0, text/plain",
  })
  void formatIsTheOneThatWasAskedFor(String accept, String format) throws Exception {
    registry.counter("some.counter").increment();
    HttpResponse<String> response = get("/metrics", "Accept", accept);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(type(response)).startsWith(format);
    assertThat(response.body()).contains("some_counter_total 1.0");
    assertThat(response.body().endsWith("# EOF\n")).isEqualTo(format.contains("openmetrics"));
  }

  @Test
  void headOfMetricsHasNoBody() throws Exception {
    HttpRequest head =
        HttpRequest.newBuilder(http.uri("/metrics"))
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> response = client.send(head, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  /** However many ask, meters are read by one at a time, and nobody gets what was before. */
  @Test
  void aScrapeIsSharedAndNeverOlderThanItsQuestion() throws Exception {
    AtomicInteger readers = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger scrapes = new AtomicInteger();
    AtomicInteger value = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Void> go = new CompletableFuture<>();
    Gauge.builder(
            "slow",
            () -> {
              int seen = value.get();
              most.accumulateAndGet(readers.incrementAndGet(), Math::max);
              begun.countDown();
              go.join();
              readers.decrementAndGet();
              scrapes.incrementAndGet();
              return seen;
            })
        .register(registry);
    HttpRequest request = HttpRequest.newBuilder(http.uri("/metrics")).build();
    List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
    asked.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    value.set(1);
    for (int i = 0; i < 30; i++) {
      asked.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
    }
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    go.complete(null);
    assertThat(asked.get(0).get(10, TimeUnit.SECONDS).body()).contains("slow 0.0");
    for (CompletableFuture<HttpResponse<String>> later : asked.subList(1, asked.size())) {
      assertThat(later.get(10, TimeUnit.SECONDS).body()).contains("slow 1.0");
    }
    assertThat(most).hasValue(1);
    assertThat(scrapes.get()).isBetween(2, 31);
  }

  @Test
  void readinessSaysWhatIsMissing() throws Exception {
    state.set(
        new Health.State(
            Health.Status.STARTING, Map.of("sets", List.of("names"), "listeners", List.of())));
    HttpResponse<String> response = get("/health/ready");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(type(response)).isEqualTo("application/json");
    JsonNode json = new ObjectMapper().readTree(response.body());
    assertThat(json.at("/status").asText()).isEqualTo("starting");
    assertThat(json.at("/checks/sets/ok").asBoolean(true)).isFalse();
    assertThat(json.at("/checks/sets/missing/0").asText()).isEqualTo("names");
    assertThat(json.at("/checks/listeners/ok").asBoolean()).isTrue();

    state.set(READY);
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    state.set(new Health.State(Health.Status.DRAINING, Map.of()));
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void requestsAreCountedByTheirListenerAndErrorsByTheirClass() throws Exception {
    for (int i = 0; i < 3; i++) {
      get("/health/live");
    }
    get("/nothing");
    state.set(new Health.State(Health.Status.DRAINING, Map.of()));
    get("/health/ready");
    var counted = http.registry();
    assertThat(counted.get("rollcall.requests").tag("listener", "http").counter().count())
        .isEqualTo(5);
    assertThat(counted.get("rollcall.request.duration").timer().count()).isEqualTo(5);
    assertThat(counted.get("rollcall.request.errors").tag("code", "4xx").counter().count())
        .isEqualTo(1);
    assertThat(counted.get("rollcall.request.errors").tag("code", "5xx").counter().count())
        .isEqualTo(1);
    assertThat(counted.get("rollcall.limits.hit").tag("limit", "rate").counter().count()).isZero();
    assertThat(counted.get("rollcall.received.bytes").counter().count()).isGreaterThan(5 * 40);
    assertThat(counted.get("rollcall.sent.bytes").counter().count()).isGreaterThan(5 * 100);
    assertThat(counted.get("rollcall.connections.open").gauge().value()).isEqualTo(1);
  }
}
