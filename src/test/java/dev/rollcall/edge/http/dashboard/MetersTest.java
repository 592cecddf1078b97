package dev.rollcall.edge.http.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MetersTest {
  private final MeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(registry);

  @Test
  void showsCountersByNameAndLabels() {
    registry.counter("rollcall.requests", "listener", "lookup").increment(12);
    registry.counter("rollcall.requests", "listener", "http").increment(3);

    JsonNode requests = meters.now().get("rollcall.requests");

    assertThat(requests)
        .extracting(
            series -> series.get("labels").get("listener").asText(),
            series -> series.get("value").asLong())
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("lookup", 12L),
            org.assertj.core.groups.Tuple.tuple("http", 3L));
  }

  @Test
  void showsHowManyDurationsStayedBelowEachBound() {
    Timer timer =
        Timer.builder("rollcall.request.duration")
            .tag("listener", "lookup")
            .serviceLevelObjectives(Duration.ofMillis(1), Duration.ofMillis(10))
            .register(registry);
    timer.record(Duration.ofNanos(500_000));
    timer.record(Duration.ofMillis(5));
    timer.record(Duration.ofSeconds(2));

    JsonNode durations = meters.now().get("rollcall.request.duration").get(0);

    assertThat(durations.get("count").asLong()).isEqualTo(3);
    assertThat(durations.get("sum").asDouble()).isEqualTo(2.0055);
    assertThat(durations.get("buckets").toString()).isEqualTo("[[0.001,1],[0.01,2]]");
  }

  @Test
  void leavesOutWhatIsNotForThePage() {
    registry.counter("other.library.calls").increment();
    registry.gauge("jvm.memory.used", 5);

    assertThat(meters.now().has("other.library.calls")).isFalse();
    assertThat(meters.now().has("jvm.memory.used")).isTrue();
  }

  @Test
  void gaugeWithoutValueHasNone() {
    Gauge.builder("rollcall.topic.bytes", () -> Double.NaN).tag("topic", "a").register(registry);

    assertThat(meters.now().get("rollcall.topic.bytes").get(0).has("value")).isFalse();
  }

  @Test
  void labelsOfClientsStayWhatTheyAre() {
    registry.counter("rollcall.topic.appended", "topic", "\"</script>~/'").increment();

    JsonNode labels = meters.now().get("rollcall.topic.appended").get(0).get("labels");

    assertThat(labels.get("topic").asText()).isEqualTo("\"</script>~/'");
  }
}
