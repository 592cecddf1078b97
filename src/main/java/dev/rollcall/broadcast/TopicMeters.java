package dev.rollcall.broadcast;

import dev.rollcall.base.MeterNames;
import dev.rollcall.base.NamedMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What is counted of the topics whose entities are on this node. Thread-safe. */
final class TopicMeters {
  private final MeterRegistry registry;
  private final NamedMeters<OfTopic> topics;

  TopicMeters(MeterRegistry registry) {
    this.registry = registry;
    this.topics = new NamedMeters<>(registry, this::register);
  }

  /** The meters of one topic, which are there from its first message to {@link OfTopic#close}. */
  OfTopic of(String topic) {
    return new OfTopic(topic);
  }

  /** What one topic tells; by one thread at a time. */
  final class OfTopic {
    private final String topic;
    private @Nullable String registered;
    private @Nullable Counter appended;
    private volatile TopicState state = TopicState.EMPTY;

    private OfTopic(String topic) {
      this.topic = topic;
    }

    /** This is how the topic stands now. What does not exist is not measured. */
    void stands(TopicState now) {
      state = now;
      if (!now.life().exists()) {
        close();
      } else if (registered == null) {
        registered = topics.add(topic, this);
        appended = appendedTo(registered);
      }
    }

    /** So many messages became durable; said after {@link #stands}. */
    void appended(int count) {
      if (appended != null) {
        appended.increment(count);
      }
    }

    /** The topic is not here any more. */
    void close() {
      if (registered != null) {
        topics.remove(registered, this);
        registered = null;
      }
    }
  }

  private Counter appendedTo(String name) {
    return Counter.builder(MeterNames.TOPIC_APPENDED)
        .description("Messages that became durable")
        .tag(MeterNames.TOPIC, name)
        .register(registry);
  }

  private List<Meter> register(NamedMeters.Group<OfTopic> group) {
    return List.of(
        appendedTo(group.name()),
        gauge(group, MeterNames.TOPIC_MESSAGES, "Messages kept", g -> sum(g, TopicState::count)),
        builder(
                group,
                MeterNames.TOPIC_BYTES,
                "What the messages kept take",
                g -> sum(g, TopicState::bytes))
            .baseUnit(BaseUnits.BYTES)
            .register(registry),
        gauge(
            group,
            MeterNames.TOPIC_OLDEST_ID,
            "The milliseconds of the oldest ID kept; 0 where nothing is",
            g -> values(g, TopicState::oldestMillis).filter(m -> m > 0).min().orElse(0)),
        gauge(
            group,
            MeterNames.TOPIC_LAST_ID,
            "The milliseconds of the ID given last",
            g -> values(g, state -> state.last().millis()).max().orElse(0)));
  }

  /** A number that a topic has. */
  private interface Value {
    long of(TopicState state);
  }

  private static LongStream values(NamedMeters.Group<OfTopic> group, Value value) {
    return group.members().stream().mapToLong(topic -> value.of(topic.state));
  }

  private static double sum(NamedMeters.Group<OfTopic> group, Value value) {
    return values(group, value).sum();
  }

  private Gauge gauge(
      NamedMeters.Group<OfTopic> group,
      String name,
      String description,
      ToDoubleFunction<NamedMeters.Group<OfTopic>> value) {
    return builder(group, name, description, value).register(registry);
  }

  private static Gauge.Builder<NamedMeters.Group<OfTopic>> builder(
      NamedMeters.Group<OfTopic> group,
      String name,
      String description,
      ToDoubleFunction<NamedMeters.Group<OfTopic>> value) {
    return Gauge.builder(name, group, value)
        .description(description)
        .strongReference(true)
        .tag(MeterNames.TOPIC, group.name());
  }
}
