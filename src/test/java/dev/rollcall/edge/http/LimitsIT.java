package dev.rollcall.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.typesafe.config.ConfigFactory;
import dev.rollcall.base.ConfigReader;
import dev.rollcall.base.MeterNames;
import dev.rollcall.cluster.NodeConfig;
import dev.rollcall.edge.HttpFixture;
import dev.rollcall.edge.LogCapture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.Test;

class LimitsIT {
  private static final String ASK = "GET /a HTTP/1.1|Host: localhost||";

  private final AtomicInteger asked = new AtomicInteger();
  private final CompletableFuture<HttpResponse> later = new CompletableFuture<>();

  private CompletionStage<HttpResponse> answer(Exchange exchange) {
    asked.incrementAndGet();
    return exchange.target().rawPath().equals("/later")
        ? later
        : CompletableFuture.completedStage(
            HttpResponse.create().withEntity(exchange.client().address().getHostAddress()));
  }

  private HttpFixture fixture(String overrides) {
    HttpSettings settings =
        HttpSettings.read(
            ConfigReader.at(
                ConfigFactory.parseString(overrides).withFallback(NodeConfig.defaults()).resolve(),
                "rollcall"));
    Handler handler =
        Filters.around(
            this::answer, settings, new Faults((status, detail) -> detail), new Access("machine"));
    return new HttpFixture(overrides, system -> handler);
  }

  private static int status(String response) {
    return Integer.parseInt(response.substring(9, 12));
  }

  @Test
  @SuppressWarnings("try") // The first one leaves before the end.
  void aConnectionTooManyIsToldSoAndWhenToComeBack() throws IOException {
    try (HttpFixture fixture = fixture("rollcall.listeners.http.max-connections = 1")) {
      try (RawClient first = new RawClient(fixture)) {
        assertThat(first.say(ASK).response()).startsWith("HTTP/1.1 200 ");
        try (RawClient second = new RawClient(fixture)) {
          assertThat(second.say(ASK).rest())
              .startsWith("HTTP/1.1 503 ")
              .contains("\r\nRetry-After: 5\r\n", "\r\nConnection: close\r\n")
              .endsWith("This listener has all the connections it may have, try again later.");
        }
        assertThat(first.say(ASK).response()).startsWith("HTTP/1.1 200 ");
      }
      await().until(() -> served(fixture));
    }
  }

  private static boolean served(HttpFixture fixture) throws IOException {
    try (RawClient client = new RawClient(fixture)) {
      return status(client.say(ASK).response()) == 200;
    }
  }

  @Test
  void ofTwentyRequestsAtOnceFiveAreAnswered() throws IOException {
    try (HttpFixture fixture = fixture("rollcall.http.rate-limit { requests = 5, window = 60s }");
        RawClient client = new RawClient(fixture)) {
      client.say(ASK.repeat(20));
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String response = client.response();
        statuses.add(status(response));
        assertThat(response).contains("\r\nRateLimit-Policy: \"requests\";q=5;w=60\r\n");
        assertThat(response.contains("\r\nRetry-After: 60\r\n")).isEqualTo(i >= 5);
      }
      assertThat(statuses.subList(0, 5)).containsOnly(200);
      assertThat(statuses.subList(5, 20)).containsOnly(429);
      assertThat(
              fixture.registry().get(MeterNames.LIMITS_HIT).tag("limit", "rate").counter().count())
          .isEqualTo(15);
    }
    assertThat(asked).hasValue(5);
  }

  @Test
  void tenRequestsAQuarterOfASecondApartAreAllAnswered() throws IOException {
    try (HttpFixture fixture = fixture("rollcall.http.rate-limit { requests = 5, window = 1s }");
        RawClient client = new RawClient(fixture)) {
      Pace pace = new Pace(Duration.ofMillis(250));
      for (int i = 0; i < 10; i++) {
        pace.next();
        assertThat(client.say(ASK).response()).startsWith("HTTP/1.1 200 ");
      }
    }
  }

  @Test
  void requestsTooManyAtOnceAreToldSo() throws IOException {
    try (HttpFixture fixture = fixture("rollcall.http.requests-max = 1");
        RawClient first = new RawClient(fixture);
        RawClient second = new RawClient(fixture)) {
      first.say("GET /later HTTP/1.1|Host: localhost||");
      await().untilAtomic(asked, equalTo(1));
      assertThat(second.say(ASK).response())
          .startsWith("HTTP/1.1 503 ")
          .contains("\r\nRetry-After: 1\r\n");
      assertThat(second.say("GET /health HTTP/1.1|Host: localhost||").response())
          .startsWith("HTTP/1.1 200 ");
      later.complete(HttpResponse.create());
      first.response();
      assertThat(second.say(ASK).response()).startsWith("HTTP/1.1 200 ");
      assertThat(second.say(ASK).response()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void theWordOfATrustedProxyReachesTheHandler() throws IOException {
    String forwarded =
        "GET / HTTP/1.1|Host: rollcall.example|X-Forwarded-For: 1.1.1.1|"
            + "X-Forwarded-For: 203.0.113.9||";
    try (HttpFixture fixture = fixture("rollcall.http.trusted-proxies = [ 127.0.0.0/8 ]");
        RawClient client = new RawClient(fixture)) {
      assertThat(client.say(forwarded).response()).endsWith("203.0.113.9");
    }
    try (HttpFixture fixture = fixture("");
        RawClient client = new RawClient(fixture)) {
      assertThat(client.say(forwarded).response()).startsWith("HTTP/1.1 403 ");
      assertThat(client.say(forwarded.replace("rollcall.example", "localhost")).response())
          .endsWith("127.0.0.1");
    }
  }

  @Test
  void aFloodOfRequestsWhoseAnswersNobodyReadsIsNotRead() throws IOException {
    ByteBuffer flood =
        ByteBuffer.wrap(ASK.replace("|", "\r\n").repeat(1000).getBytes(StandardCharsets.US_ASCII));
    try (HttpFixture fixture = fixture("rollcall.limits.write-timeout = 1h");
        SocketChannel client =
            SocketChannel.open(
                new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), fixture.address().getPort()))) {
      client.configureBlocking(false);
      AtomicInteger before = new AtomicInteger(-1);
      await()
          .pollInterval(Duration.ofMillis(500))
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> {
                while (client.write(flood) > 0) {
                  if (!flood.hasRemaining()) {
                    flood.rewind();
                  }
                }
                return before.getAndSet(asked.get()) == asked.get();
              });
      assertThat(asked.get()).as("it was read from at all").isPositive();
      assertThat(served(fixture)).isTrue();
    }
  }

  @Test
  void eachRequestIsALineOfTheLogWhereThatIsAskedFor() throws IOException {
    try (LogCapture log = new LogCapture("rollcall.http");
        HttpFixture fixture = fixture("rollcall.listeners.http.log-queries = on");
        RawClient client = new RawClient(fixture)) {
      client.say("GET /a%0ab?secret HTTP/1.1|Host: localhost||").response();
      client.say("GET  /|||").rest();
      assertThat(log.lines())
          .satisfiesExactly(
              line -> assertThat(line).matches("http 127\\.0\\.0\\.1 GET /a%0ab 200 9 [0-9.]+ ms"),
              line -> assertThat(line).matches("http 127\\.0\\.0\\.1 - / 400 [0-9]+ [0-9.]+ ms"));
    }
  }
}
