package dev.rollcall.lookup;

import dev.rollcall.base.MeterNames;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;

/** What is measured of one set that has a file, on this node. */
final class SetMeters {
  private static final double MILLIS_PER_SECOND = 1000;

  private final MeterRegistry registry;
  private final LocalSet set;

  SetMeters(MeterRegistry registry, LocalSet set) {
    this.registry = registry;
    this.set = set;
  }

  /** Registers all of it, and gives what counts the queries. */
  QueryMeters register() {
    registerGauges();
    FunctionCounter.builder(MeterNames.SET_LOAD_FAILURES, set, s -> s.loads().failures())
        .description("Lists that could not be loaded")
        .tag(MeterNames.SET, set.name())
        .register(registry);
    return new QueryMeters(registry, set.name());
  }

  private void registerGauges() {
    gauge(MeterNames.SET_MEMBERS, "Members as this node answers", s -> s.describe().count());
    gauge(
        MeterNames.SET_GENERATION,
        "The ID of the live generation, 0 before the first",
        s -> live(s, Generation::id));
    gauge(MeterNames.SET_ADDED, "Members added at run time", s -> s.runTimeMembers().added());
    gauge(MeterNames.SET_REMOVED, "Members removed at run time", s -> s.runTimeMembers().removed());
    seconds(
        MeterNames.SET_GENERATION_AGE,
        "How long ago the live list was read from its source",
        s -> live(s, SetMeters::ageSeconds));
    seconds(
        MeterNames.SET_LAST_FAILED_LOAD,
        "The last list that could not be loaded, in seconds since 1970; 0 for none",
        s -> s.loads().lastFailed().map(f -> epochSeconds(f.at())).orElse(0.0));
  }

  private void gauge(String name, String description, ToDoubleFunction<LocalSet> value) {
    builder(name, description, value).register(registry);
  }

  private void seconds(String name, String description, ToDoubleFunction<LocalSet> value) {
    builder(name, description, value).baseUnit(MeterNames.SECONDS).register(registry);
  }

  private Gauge.Builder<LocalSet> builder(
      String name, String description, ToDoubleFunction<LocalSet> value) {
    return Gauge.builder(name, set, value)
        .description(description)
        .strongReference(true)
        .tag(MeterNames.SET, set.name());
  }

  private static double live(LocalSet set, ToDoubleFunction<Generation> value) {
    Generation generation = set.generation();
    return generation == null ? 0 : value.applyAsDouble(generation);
  }

  private static double ageSeconds(Generation generation) {
    return Duration.between(generation.built(), Instant.now()).toMillis() / MILLIS_PER_SECOND;
  }

  private static double epochSeconds(Instant at) {
    return at.toEpochMilli() / MILLIS_PER_SECOND;
  }
}
