package dev.rollcall.edge.resp;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What was called how often, and how long it took. Thread-safe. */
public final class Statistics {
  /** One command's figures. */
  static final class Figures {
    final LongAdder calls = new LongAdder();
    final LongAdder nanos = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder rejected = new LongAdder();
  }

  private final Map<Command, Figures> figures = new ConcurrentHashMap<>();

  /** Calls were carried out together. */
  void ran(Run run, long nanos, @Nullable Throwable failure) {
    Figures of = of(run.command());
    of.calls.add(run.count());
    of.nanos.add(nanos);
    if (failure != null) {
      of.failed.add(run.count());
    }
  }

  /** A request was refused before it was carried out; {@code command} is null if it is unknown. */
  void rejected(@Nullable Command command, RespError error) {
    if (command != null) {
      of(command).rejected.increment();
    }
  }

  private Figures of(Command command) {
    return figures.computeIfAbsent(command, c -> new Figures());
  }
}
