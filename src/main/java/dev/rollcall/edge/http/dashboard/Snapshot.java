package dev.rollcall.edge.http.dashboard;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the dashboard shows of one moment: a JSON object with {@code time} in milliseconds and a
 * member for each part. A part that fails is left out. Not thread-safe.
 */
final class Snapshot implements Supplier<String> {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);

  private final List<Part> parts;
  private final Clock clock;
  private final Set<String> failed = new HashSet<>();

  Snapshot(List<Part> parts, Clock clock) {
    this.parts = List.copyOf(parts);
    this.clock = clock;
  }

  /** Takes a new one. */
  @Override
  public String get() {
    ObjectNode snapshot = JsonNodeFactory.instance.objectNode().put("time", clock.millis());
    parts.forEach(part -> add(part, snapshot));
    return snapshot.toString();
  }

  private void add(Part part, ObjectNode snapshot) {
    try {
      snapshot.set(part.name(), part.now());
    } catch (RuntimeException e) {
      if (failed.add(part.name())) {
        LOG.error("the dashboard cannot show {}; this is said once", part.name(), e);
      }
    }
  }
}
