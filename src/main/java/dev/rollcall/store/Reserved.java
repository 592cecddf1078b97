package dev.rollcall.store;

import dev.rollcall.base.UserError;
import java.util.Collection;
import java.util.Set;
import java.util.SortedMap;

/** The names that are sets by configuration, whatever the store says. Thread-safe. */
final class Reserved {
  private volatile Set<String> names = Set.of();

  boolean contains(String name) {
    return names.contains(name);
  }

  /**
   * Takes names.
   *
   * @throws UserError if one of them is in the store
   */
  void take(Collection<String> sets, SortedMap<String, Keys.Kind> stored) {
    for (String set : sets) {
      Keys.Kind kind = stored.get(set);
      if (kind != null) {
        throw UserError.configuration(
            "rollcall.sets.%1$s: the store has a %2$s of this name; call the set something else, or start without it, delete the %2$s (DEL %1$s) and start again"
                .formatted(set, kind == Keys.Kind.SET ? "set made at run time" : "topic"));
      }
    }
    names = Set.copyOf(sets);
  }

  /** Puts them beside those of the store. */
  SortedMap<String, Keys.Kind> with(SortedMap<String, Keys.Kind> stored) {
    names.forEach(name -> stored.put(name, Keys.Kind.SET));
    return stored;
  }
}
