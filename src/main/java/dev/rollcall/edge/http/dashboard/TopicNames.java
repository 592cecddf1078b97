package dev.rollcall.edge.http.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollcall.broadcast.Topics;
import java.time.Duration;
import java.util.List;

/**
 * The topics that exist, whether or not anything happens in them: how many, and the names of the
 * first. Asking the store takes a while, so that what is shown is a few seconds old.
 */
public final class TopicNames implements Part {
  /** As many as one can choose from in a list. */
  private static final int NAMES_MAX = 500;

  private static final long INTERVAL_NANOS = Duration.ofSeconds(3).toNanos();

  private final Topics topics;
  private volatile List<String> names = List.of();
  private volatile boolean asking;
  private long asked = System.nanoTime() - INTERVAL_NANOS;

  /**
   * @param topics the log of this node
   */
  public TopicNames(Topics topics) {
    this.topics = topics;
  }

  @Override
  public String name() {
    return "topics";
  }

  @Override
  public JsonNode now() {
    if (!asking && System.nanoTime() - asked >= INTERVAL_NANOS) {
      asking = true;
      asked = System.nanoTime();
      var unused = topics.names().whenComplete(this::answered);
    }
    List<String> known = names;
    ObjectNode shown = JsonNodeFactory.instance.objectNode().put("count", known.size());
    known.stream().limit(NAMES_MAX).forEach(shown.withArray("/names")::add);
    return shown;
  }

  /** A store that fails now leaves what was known. */
  private void answered(List<String> now, Throwable failure) {
    if (failure == null) {
      names = now;
    }
    asking = false;
  }
}
