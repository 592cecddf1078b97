package dev.rollcall.lookup;

import dev.rollcall.base.MeterNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** How often a set, or several together, was asked on this node. Thread-safe. */
final class QueryMeters {
  /** The label of all sets made at run time together: ten thousand rows would serve nobody. */
  static final String RUN_TIME = "(made at run time)";

  private final Counter queries;
  private final Counter hits;

  QueryMeters(MeterRegistry registry, String label) {
    queries =
        Counter.builder(MeterNames.SET_QUERIES)
            .description("Keys that were asked for and answered")
            .tag(MeterNames.SET, label)
            .register(registry);
    hits =
        Counter.builder(MeterNames.SET_HITS)
            .description("Keys that were asked for and are members")
            .tag(MeterNames.SET, label)
            .register(registry);
  }

  /** So many keys were answered. */
  void answered(int count, Answers answers) {
    queries.increment(count);
    hits.increment(answers.hits());
  }
}
