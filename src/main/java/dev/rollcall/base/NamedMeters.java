package dev.rollcall.base;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Meters of things whose names clients choose. A name has meters while there is something of that
 * name, and they are removed with the last; beyond {@link #NAMES_MAX} names the rest share one set
 * of meters, so that nobody fills a monitoring system by inventing names. Thread-safe.
 *
 * @param <T> what is measured; compared by identity
 */
public final class NamedMeters<T> {
  /** What a monitoring system takes from one server without noticing: some thousand series. */
  public static final int NAMES_MAX = 1000;

  /** The name that stands for all names beyond that. */
  public static final String OTHERS = "…others";

  /**
   * Things that are measured together: one, or those of all names that have no meters of their own.
   *
   * @param name what they are measured as
   * @param members changed by others while they are looked at, without harm
   */
  public record Group<T>(String name, Collection<T> members) {}

  private record Registered<T>(Group<T> group, List<Meter> meters) {}

  private final MeterRegistry registry;
  private final Function<Group<T>, List<Meter>> register;
  private final Map<String, Registered<T>> byName = new HashMap<>();

  /**
   * @param register registers the meters of a group, which read from its members
   */
  public NamedMeters(MeterRegistry registry, Function<Group<T>, List<Meter>> register) {
    this.registry = registry;
    this.register = register;
  }

  /** There is one more thing of this name. Gives the name that it is measured as. */
  public synchronized String add(String name, T thing) {
    String as = byName.containsKey(name) || hasRoom() ? name : OTHERS;
    byName.computeIfAbsent(as, this::registered).group().members().add(thing);
    return as;
  }

  private boolean hasRoom() {
    return byName.size() - (byName.containsKey(OTHERS) ? 1 : 0) < NAMES_MAX;
  }

  private Registered<T> registered(String name) {
    Set<T> members = ConcurrentHashMap.newKeySet();
    Group<T> group = new Group<>(name, members);
    return new Registered<>(group, register.apply(group));
  }

  /**
   * A thing is gone.
   *
   * @param as what {@link #add} gave for it
   */
  public synchronized void remove(String as, T thing) {
    Registered<T> registered = byName.get(as);
    if (registered == null) {
      return;
    }
    registered.group().members().remove(thing);
    if (registered.group().members().isEmpty()) {
      byName.remove(as);
      registered.meters().forEach(registry::remove);
    }
  }
}
