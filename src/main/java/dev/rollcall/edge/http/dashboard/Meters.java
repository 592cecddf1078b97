package dev.rollcall.edge.http.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The meters of Rollcall, and the few of the process that a page has room for, by name:
 *
 * <pre>
 *  "rollcall.requests":         [ {"labels": {"listener": "lookup"}, "value": 12} ]
 *  "rollcall.request.duration": [ {"labels": {…}, "count": 12, "sum": seconds,
 *                                  "buckets": [[at most seconds, count so far], …]} ]
 * </pre>
 *
 * A gauge that has no value at the moment has none here.
 */
public final class Meters implements Part {
  /** Far more than a node of ordinary use has; a browser still copes with it. */
  private static final int SERIES_MAX = 20_000;

  private static final String OWN = "rollcall.";

  private static final Set<String> OF_THE_PROCESS =
      Set.of(
          "jvm.memory.used",
          "jvm.memory.max",
          "process.cpu.usage",
          "process.files.open",
          "process.files.max");

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final MeterRegistry registry;

  /**
   * @param registry has the meters of this node
   */
  public Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public String name() {
    return "meters";
  }

  @Override
  public JsonNode now() {
    ObjectNode meters = JSON.objectNode();
    registry.getMeters().stream()
        .filter(meter -> isShown(meter.getId().getName()))
        .limit(SERIES_MAX)
        .forEach(meter -> meters.withArray("/" + meter.getId().getName()).add(series(meter)));
    return meters;
  }

  private static boolean isShown(String name) {
    return name.startsWith(OWN) || OF_THE_PROCESS.contains(name);
  }

  private static ObjectNode series(Meter meter) {
    ObjectNode series = JSON.objectNode();
    ObjectNode labels = series.putObject("labels");
    for (Tag tag : meter.getId().getTagsAsIterable()) {
      labels.put(tag.getKey(), tag.getValue());
    }
    if (meter instanceof Timer timer) {
      addTimer(series, timer.takeSnapshot());
    } else {
      addValue(series, meter);
    }
    return series;
  }

  private static void addTimer(ObjectNode series, HistogramSnapshot timer) {
    series.put("count", timer.count()).put("sum", timer.total(TimeUnit.SECONDS));
    ArrayNode buckets = series.putArray("buckets");
    for (CountAtBucket bucket : timer.histogramCounts()) {
      double bound = bucket.bucket(TimeUnit.SECONDS);
      // The bucket without bound has what "count" has.
      if (Double.isFinite(bound) && bound < Long.MAX_VALUE / 1e9) {
        buckets.addArray().add(bound).add((long) bucket.count());
      }
    }
  }

  private static void addValue(ObjectNode series, Meter meter) {
    meter
        .measure()
        .forEach(
            measurement -> {
              double value = measurement.getValue();
              if (Double.isFinite(value)) {
                series.put("value", value);
              }
            });
  }
}
