package dev.rollcall.app;

import dev.rollcall.edge.http.dashboard.Health;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Whether the server should be sent requests, and if not, what is missing. Thread-safe. */
final class Readiness implements Supplier<Health.State> {
  private final TreeSet<String> sets;
  private final TreeSet<String> listeners;
  private boolean storeFailed;
  private boolean draining;

  /** Nothing of this answers yet. */
  Readiness(List<String> sets, List<String> listeners) {
    this.sets = new TreeSet<>(sets);
    this.listeners = new TreeSet<>(listeners);
  }

  synchronized void setAnswers(String set) {
    sets.remove(set);
  }

  synchronized void listenerBound(String listener) {
    listeners.remove(listener);
  }

  synchronized void listenerLost(String listener) {
    listeners.add(listener);
  }

  synchronized void storeFailed() {
    storeFailed = true;
  }

  synchronized void draining() {
    draining = true;
  }

  @Override
  public synchronized Health.State get() {
    Map<String, List<String>> missing = new TreeMap<>();
    missing.put("sets", List.copyOf(sets));
    missing.put("listeners", List.copyOf(listeners));
    missing.put("store", storeFailed ? List.of("the disk or the database failed") : List.of());
    return new Health.State(status(), missing);
  }

  private Health.Status status() {
    if (draining) {
      return Health.Status.DRAINING;
    }
    if (storeFailed) {
      return Health.Status.FAILED;
    }
    return sets.isEmpty() && listeners.isEmpty() ? Health.Status.READY : Health.Status.STARTING;
  }
}
