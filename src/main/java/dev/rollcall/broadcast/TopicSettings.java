package dev.rollcall.broadcast;

import dev.rollcall.base.ConfigReader;
import java.util.HashMap;
import java.util.Map;

/**
 * What is configured for topics.
 *
 * @param defaults how much is kept of a topic that has no block of its own
 * @param retentions how much is kept of the others
 */
public record TopicSettings(Retention defaults, Map<String, Retention> retentions) {
  private static final String DEFAULTS = "defaults";

  /** Reads the blocks of {@code rollcall.topics}, whose absent keys have been filled in. */
  public static TopicSettings read(ConfigReader rollcall) {
    Map<String, Retention> retentions = new HashMap<>();
    ConfigReader topics = rollcall.block("topics");
    for (String name : rollcall.names("topics")) {
      retentions.put(name, Retention.read(topics.block(name).block("retention")));
    }
    Retention defaults = retentions.remove(DEFAULTS);
    if (defaults == null) {
      throw new IllegalStateException("rollcall.topics." + DEFAULTS + " is missing");
    }
    return new TopicSettings(defaults, Map.copyOf(retentions));
  }

  Retention of(String topic) {
    return retentions.getOrDefault(topic, defaults);
  }
}
