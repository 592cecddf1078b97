package dev.rollcall.edge.resp;

import dev.rollcall.broadcast.TopicDescription;
import dev.rollcall.broadcast.TopicName;
import dev.rollcall.broadcast.Topics;
import dev.rollcall.store.Keys;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Topics as the keys of commands: a set's name is of the wrong type, and what is no topic's name is
 * that of a stream which does not exist. Thread-safe.
 *
 * @param blocking runs what waits for the store
 */
record StreamKeys(Topics topics, Keys keys, Executor blocking) {
  /**
   * Goes on where the key may be a stream.
   *
   * @param absent what it comes to where the key does not exist
   */
  <T> CompletableFuture<T> read(String key, T absent, Supplier<CompletableFuture<T>> then) {
    if (!TopicName.isValid(key)) {
      return checked(key).thenApply(checked -> absent);
    }
    return kind(key)
        .thenCompose(
            kind ->
                kind == null && !keys.waits()
                    ? CompletableFuture.completedFuture(absent)
                    : then.get());
  }

  /** Goes on unless the key is a set or cannot be a stream. */
  <T> CompletableFuture<T> write(String key, Supplier<CompletableFuture<T>> then) {
    return checked(key)
        .thenCompose(
            checked -> {
              if (!TopicName.isValid(key)) {
                throw RespError.argument("the name of a stream must be " + TopicName.RULE);
              }
              return then.get();
            });
  }

  /** How a stream stands; null where there is none. */
  CompletableFuture<@Nullable TopicDescription> describe(String key) {
    return read(
            key,
            Optional.<TopicDescription>empty(),
            () ->
                topics
                    .describe(key)
                    .thenApply(described -> Optional.of(described).filter(d -> d.exists())))
        .thenApply(found -> found.orElse(null));
  }

  /** Fails where the key is a set. */
  private CompletableFuture<?> checked(String key) {
    return kind(key);
  }

  private CompletableFuture<Keys.@Nullable Kind> kind(String key) {
    return keys.kind(key, blocking)
        .thenApply(
            kind -> {
              if (kind == Keys.Kind.SET) {
                throw RespError.wrongType();
              }
              return kind;
            });
  }
}
