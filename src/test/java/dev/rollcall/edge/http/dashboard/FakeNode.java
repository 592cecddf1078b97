package dev.rollcall.edge.http.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A node whose clock goes on by a second with each snapshot, however fast these are taken, and
 * whose meters are what a test makes them.
 */
final class FakeNode implements Supplier<String> {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final long SECOND = 1000;

  private volatile PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private volatile long started;
  private volatile long time;
  private volatile Runnable everySecond = () -> {};
  private final Map<String, AtomicLong> gauges = new ConcurrentHashMap<>();
  final ArrayNode sets = JSON.arrayNode();
  final ArrayNode members = JSON.arrayNode();
  final ArrayNode topicNames = JSON.arrayNode();

  FakeNode(long now) {
    started = now - Duration.ofHours(30).toMillis();
    time = now;
  }

  long time() {
    return time;
  }

  /** What happens in each second, before the snapshot is taken. */
  void everySecond(Runnable action) {
    everySecond = action;
  }

  /** Loses all counters, as a server that is started again. */
  void restart() {
    registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    gauges.clear();
    started = time;
  }

  /** Counts something; the labels are names and values by turns. */
  void count(String name, double by, String... labels) {
    Counter.builder(name).tags(labels).register(registry).increment(by);
  }

  void gauge(String name, long value, String... labels) {
    gauges
        .computeIfAbsent(
            name + String.join(",", labels),
            key -> {
              AtomicLong gauge = new AtomicLong();
              Gauge.builder(name, gauge, AtomicLong::doubleValue)
                  .tags(Tags.of(labels))
                  .register(registry);
              return gauge;
            })
        .set(value);
  }

  void request(Duration took, String listener) {
    Timer.builder("rollcall.request.duration")
        .tags("listener", listener)
        .serviceLevelObjectives(
            Duration.ofNanos(10_000),
            Duration.ofNanos(100_000),
            Duration.ofMillis(1),
            Duration.ofMillis(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10))
        .register(registry)
        .record(took);
  }

  @Override
  public synchronized String get() {
    time += SECOND;
    everySecond.run();
    ObjectNode snapshot = JSON.objectNode().put("time", time);
    snapshot.putObject("node").put("version", "1.2.3 (commit 0123abc)").put("started", started);
    snapshot.set("meters", new Meters(registry).now());
    snapshot.set("sets", sets.deepCopy());
    snapshot.set("members", members.deepCopy());
    snapshot.putObject("topics").set("names", topicNames.deepCopy());
    return snapshot.toString();
  }
}
