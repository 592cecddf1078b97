package dev.rollcall.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NamedMetersTest {
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final NamedMeters<AtomicInteger> meters =
      new NamedMeters<>(
          registry,
          group ->
              List.of(
                  Gauge.builder(
                          "sum",
                          group,
                          g -> g.members().stream().mapToInt(AtomicInteger::get).sum())
                      .strongReference(true)
                      .tag("name", group.name())
                      .register(registry)));

  private double sum(String name) {
    return registry.get("sum").tag("name", name).gauge().value();
  }

  @Test
  void metersAreThereWhileThereIsSomethingOfTheName() {
    AtomicInteger one = new AtomicInteger(1);
    AtomicInteger other = new AtomicInteger(2);
    assertThat(meters.add("a", one)).isEqualTo("a");
    assertThat(meters.add("a", other)).isEqualTo("a");
    assertThat(sum("a")).isEqualTo(3);
    meters.remove("a", one);
    assertThat(sum("a")).isEqualTo(2);
    meters.remove("a", other);
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void namesBeyondTheLimitAreMeasuredTogether() {
    List<AtomicInteger> own = new ArrayList<>();
    for (int i = 0; i < NamedMeters.NAMES_MAX; i++) {
      AtomicInteger thing = new AtomicInteger(1);
      own.add(thing);
      assertThat(meters.add("own-" + i, thing)).isEqualTo("own-" + i);
    }
    List<AtomicInteger> others =
        IntStream.range(0, 500).mapToObj(i -> new AtomicInteger(2)).toList();
    others.forEach(
        thing ->
            assertThat(meters.add("x" + thing.hashCode(), thing)).isEqualTo(NamedMeters.OTHERS));
    assertThat(registry.getMeters()).hasSize(NamedMeters.NAMES_MAX + 1);
    assertThat(sum(NamedMeters.OTHERS)).isEqualTo(1000);

    meters.remove("own-7", own.get(7));
    assertThat(meters.add("late", new AtomicInteger(5))).isEqualTo("late");
    assertThat(meters.add("later", new AtomicInteger(5))).isEqualTo(NamedMeters.OTHERS);
    others.forEach(thing -> meters.remove(NamedMeters.OTHERS, thing));
    assertThat(sum(NamedMeters.OTHERS)).isEqualTo(5);
  }

  @Test
  void removingWhatIsNotThereChangesNothing() {
    meters.add("a", new AtomicInteger(1));
    meters.remove("a", new AtomicInteger(1));
    meters.remove("b", new AtomicInteger(1));
    assertThat(sum("a")).isEqualTo(1);
  }
}
