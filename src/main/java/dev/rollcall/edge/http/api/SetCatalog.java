package dev.rollcall.edge.http.api;

import dev.rollcall.lookup.EditableMembership;
import dev.rollcall.lookup.SetDescription;
import dev.rollcall.lookup.Sets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The sets that can be asked for by name. Thread-safe. */
public interface SetCatalog {
  /** The names of all sets, sorted; may wait for the store. */
  List<String> names();

  /** Whom to ask about a set, if there is one of this name. */
  CompletableFuture<Optional<EditableMembership>> find(String name);

  /** How a set stands, if there is one of this name; may take a moment. */
  Optional<SetDescription> describe(String name);

  /** The sets of a node. */
  static SetCatalog of(Sets sets) {
    return new SetCatalog() {
      @Override
      public List<String> names() {
        return sets.names();
      }

      @Override
      public CompletableFuture<Optional<EditableMembership>> find(String name) {
        return sets.findLater(name);
      }

      @Override
      public Optional<SetDescription> describe(String name) {
        return sets.describe(name);
      }
    };
  }
}
