package dev.rollcall.broadcast;

import dev.rollcall.base.MeterNames;
import dev.rollcall.base.NamedMeters;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is counted of the topics that are followed on this node. One actor's own. */
final class FollowerMeters {
  private static final double MILLIS_PER_SECOND = 1000;

  private final MeterRegistry registry;
  private final NamedMeters<Feed> feeds;
  private final Map<String, Measured> byTopic = new HashMap<>();

  private record Measured(Feed feed, String as) {}

  FollowerMeters(MeterRegistry registry) {
    this.registry = registry;
    this.feeds = new NamedMeters<>(registry, this::register);
  }

  /** A topic that is followed has this last message. A name nobody has written to has no meters. */
  void stands(String topic, Feed feed, MessageId last) {
    if (!byTopic.containsKey(topic) && !last.equals(MessageId.NONE)) {
      byTopic.put(topic, new Measured(feed, feeds.add(topic, feed)));
    }
  }

  /** A topic is not followed any more. */
  void gone(String topic) {
    @Nullable Measured measured = byTopic.remove(topic);
    if (measured != null) {
      feeds.remove(measured.as(), measured.feed());
    }
  }

  private List<Meter> register(NamedMeters.Group<Feed> group) {
    return List.of(
        Gauge.builder(
                MeterNames.TOPIC_FOLLOWERS,
                group,
                g -> g.members().stream().mapToInt(Feed::followers).sum())
            .description("Followers on this node")
            .strongReference(true)
            .tag(MeterNames.TOPIC, group.name())
            .register(registry),
        Gauge.builder(MeterNames.TOPIC_FOLLOWER_LAG, group, FollowerMeters::lagSeconds)
            .description("How long the slowest follower on this node is behind")
            .strongReference(true)
            .baseUnit(MeterNames.SECONDS)
            .tag(MeterNames.TOPIC, group.name())
            .register(registry));
  }

  private static double lagSeconds(NamedMeters.Group<Feed> group) {
    long now = System.currentTimeMillis();
    return group.members().stream().mapToLong(feed -> feed.lagMillis(now)).max().orElse(0)
        / MILLIS_PER_SECOND;
  }
}
