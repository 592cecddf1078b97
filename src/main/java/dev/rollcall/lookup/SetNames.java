package dev.rollcall.lookup;

import dev.rollcall.store.Keys;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** The names of sets that are made at run time, taken and given back. Thread-safe. */
final class SetNames {
  private final Keys keys;
  private final Executor blocking;

  /**
   * @param blocking runs what waits for the store
   */
  SetNames(Keys keys, Executor blocking) {
    this.keys = keys;
    this.blocking = blocking;
  }

  /** Makes the name a set's, unless it is a topic's; gives what it then is. */
  CompletableFuture<Keys.Kind> claim(String name) {
    return later(() -> keys.claim(name, Keys.Kind.SET));
  }

  /** Makes the name free again. */
  CompletableFuture<Boolean> release(String name) {
    return later(
        () -> {
          keys.release(name, Keys.Kind.SET);
          return true;
        });
  }

  /** The same, without a write where the name is none already. */
  CompletableFuture<Boolean> releaseIfTaken(String name) {
    keys.forget(name);
    return keys.kind(name, blocking)
        .thenCompose(
            kind ->
                kind == Keys.Kind.SET ? release(name) : CompletableFuture.completedFuture(true));
  }

  private interface Waiting<T> {
    T get() throws SQLException;
  }

  private <T> CompletableFuture<T> later(Waiting<T> work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return work.get();
          } catch (SQLException e) {
            throw new CompletionException(e);
          }
        },
        blocking);
  }
}
