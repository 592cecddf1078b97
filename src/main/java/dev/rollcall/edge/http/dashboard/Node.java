package dev.rollcall.edge.http.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;

/**
 * The node itself: its version, the Java it runs on, and since when, in milliseconds.
 *
 * @param version such as {@code 1.2.0 (commit 0123abc)}
 * @param started when it was started
 */
public record Node(String version, Instant started) implements Part {
  @Override
  public String name() {
    return "node";
  }

  @Override
  public JsonNode now() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("version", version)
        .put("java", Runtime.version().toString())
        .put("started", started.toEpochMilli());
  }
}
