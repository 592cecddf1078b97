package dev.rollcall.lookup;

import dev.rollcall.base.UserError;
import dev.rollcall.store.Events;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the partitions of a node share to keep their overlays. Tells which of them have any: the
 * many that start together ask once together, and one that has none needs no journal. Thread-safe.
 */
final class Overlays {
  private static final String PREFIX = "partition|";

  /** Of sets that were made at run time, whose names may look like anything. */
  private static final String RUN_TIME_PREFIX = "members|";

  private final Events events;
  private final Executor blocking;
  private final Consumer<Throwable> fatal;

  /** The question that will be asked when the one under way is answered; null if none will be. */
  private @Nullable CompletableFuture<Set<String>> next;

  private boolean asking;

  /**
   * @param blocking runs what waits for the store
   * @param fatal told of a failure after which nothing may be acknowledged any more
   */
  Overlays(Events events, Executor blocking, Consumer<Throwable> fatal) {
    this.events = events;
    this.blocking = blocking;
    this.fatal = fatal;
  }

  /** The partition's name in the journal; says how many there are, for on that its keys depend. */
  static String persistenceId(LocalSet set, int partition) {
    return set.isRunTime()
        ? RUN_TIME_PREFIX + set.name()
        : prefix(set.name()) + set.router().partitions() + "/" + partition;
  }

  private static String prefix(String set) {
    return PREFIX + set + "/";
  }

  /**
   * Looks whether the members that were changed at run time were dealt to as many partitions as
   * there are now.
   *
   * @throws UserError if not
   */
  void check(LocalSet set) {
    String name = set.name();
    try {
      for (String id : events.entities(prefix(name))) {
        String partitions = id.substring(prefix(name).length(), id.lastIndexOf('/'));
        if (!partitions.equals(Integer.toString(set.router().partitions()))) {
          throw UserError.configuration(
              "rollcall.sets.%s.partitions = %d: members were added or removed at run time with partitions = %s; set it back to that"
                  .formatted(name, set.router().partitions(), partitions));
        }
      }
    } catch (SQLException e) {
      throw UserError.configuration("rollcall.store: cannot be read: " + e);
    }
  }

  /** The process has to stop. */
  void failed(Throwable cause) {
    fatal.accept(cause);
  }

  /** Deletes the events that the latest snapshot has made superfluous. */
  CompletableFuture<Void> sweep(String persistenceId) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            events.delete(persistenceId, events.snapshot(persistenceId));
          } catch (SQLException e) {
            throw new CompletionException(e);
          }
        },
        blocking);
  }

  /** Whether anything was stored for the partition before now. */
  CompletableFuture<Boolean> stored(String persistenceId) {
    return ask().thenApply(known -> known.contains(persistenceId));
  }

  private synchronized CompletableFuture<Set<String>> ask() {
    CompletableFuture<Set<String>> question = next;
    if (question == null) {
      question = new CompletableFuture<>();
      next = question;
      if (!asking) {
        asking = true;
        blocking.execute(this::answer);
      }
    }
    return question;
  }

  /** Answers until nobody has asked meanwhile. */
  private void answer() {
    for (CompletableFuture<Set<String>> question = take(); question != null; question = take()) {
      try {
        question.complete(Set.copyOf(events.entities(PREFIX)));
      } catch (SQLException | RuntimeException e) {
        question.completeExceptionally(e);
      }
    }
  }

  private synchronized @Nullable CompletableFuture<Set<String>> take() {
    CompletableFuture<Set<String>> question = next;
    next = null;
    asking = question != null;
    return question;
  }
}
