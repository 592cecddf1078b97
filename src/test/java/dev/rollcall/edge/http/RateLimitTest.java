package dev.rollcall.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.security.Network;
import dev.rollcall.wire.RequestTarget;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTest {
  private final AtomicLong now = new AtomicLong();
  private final Handler limited =
      new RateLimit(2, Duration.ofSeconds(10), now::get)
          .around(exchange -> CompletableFuture.completedFuture(HttpResponse.create()));

  private static Exchange exchange(String path) {
    return new Exchange(
        HttpRequest.create(),
        RequestTarget.parse(path).orElseThrow(),
        new Client(Network.address("192.0.2.1").orElseThrow(), false),
        Map.of(),
        new CompletableFuture<>());
  }

  private HttpResponse ask() {
    return limited.handle(exchange("/")).toCompletableFuture().join();
  }

  private static String header(HttpResponse response, String name) {
    return response.getHeader(name).map(HttpHeader::value).orElse("");
  }

  @Test
  void everyAnswerSaysHowTheClientStands() {
    HttpResponse first = ask();
    assertThat(header(first, "RateLimit-Policy")).isEqualTo("\"requests\";q=2;w=10");
    assertThat(header(first, "RateLimit")).isEqualTo("\"requests\";r=1;t=10");
    now.set(Duration.ofMillis(3_500).toNanos());
    assertThat(header(ask(), "RateLimit")).isEqualTo("\"requests\";r=0;t=7");
  }

  @Test
  void theNextOneIsToldWhenToComeBackAndIsLetInThen() {
    ask();
    ask();
    now.set(Duration.ofMillis(9_999).toNanos());
    assertThatThrownBy(this::ask)
        .isInstanceOfSatisfying(
            Fault.class,
            fault -> {
              assertThat(fault.status().intValue()).isEqualTo(429);
              assertThat(fault.headers())
                  .extracting(Object::toString)
                  .contains("Retry-After: 1", "RateLimit: \"requests\";r=0;t=1");
            });
    now.set(Duration.ofSeconds(10).toNanos());
    ask();
  }

  @ParameterizedTest
  @CsvSource({
    "/health/live, true", "/metrics, true", "/dashboard, true", "/dashboard/chart.js, true",
    "/ws/dashboard, true", "/metricsx, false", "/a/metrics, false", "/dashboards, false",
  })
  void whoWatchesOverTheServerIsNotCounted(String path, boolean free) {
    ask();
    ask();
    if (free) {
      assertThat(limited.handle(exchange(path))).isCompleted();
    } else {
      assertThatThrownBy(() -> limited.handle(exchange(path))).isInstanceOf(Fault.class);
    }
  }
}
