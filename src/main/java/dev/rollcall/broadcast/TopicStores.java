package dev.rollcall.broadcast;

import dev.rollcall.store.Events;
import dev.rollcall.store.Keys;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What the topics of a node share.
 *
 * @param meters what is counted of topics
 * @param fatal told of a failure after which nothing may be acknowledged any more
 * @param blocking runs what waits for the store
 * @param deleting runs deletions, one at a time: they may take long, and nobody waits for them
 */
record TopicStores(
    TopicSettings settings,
    Events events,
    Keys keys,
    History history,
    Clock clock,
    TopicMeters meters,
    Consumer<Throwable> fatal,
    Executor blocking,
    Executor deleting) {

  /** Makes the name a topic's, unless it is a set's. */
  CompletableFuture<Keys.Kind> claim(String name) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return keys.claim(name, Keys.Kind.TOPIC);
          } catch (SQLException e) {
            throw new CompletionException(e);
          }
        },
        blocking);
  }

  /** Gives the name of a topic back that does not exist any more. */
  CompletableFuture<Void> release(String name) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            keys.release(name, Keys.Kind.TOPIC);
          } catch (SQLException e) {
            throw new CompletionException(e);
          }
        },
        blocking);
  }

  /**
   * Deletes events up to and including this one, unless recovery still needs some of them. Gives
   * whether they are gone.
   */
  CompletableFuture<Boolean> delete(String persistenceId, long upTo) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            if (events.snapshot(persistenceId) <= upTo) {
              return false;
            }
            events.delete(persistenceId, upTo);
            return true;
          } catch (SQLException e) {
            throw new CompletionException(e);
          }
        },
        deleting);
  }
}
