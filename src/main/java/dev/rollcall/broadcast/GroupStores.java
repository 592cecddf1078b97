package dev.rollcall.broadcast;

import dev.rollcall.store.Events;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.pubsub.Topic;

/**
 * What the consumer groups of a node share.
 *
 * @param topics whom they ask about messages
 * @param fatal told of a failure after which nothing may be acknowledged any more
 * @param notices reaches all nodes
 * @param blocking runs what waits for the store
 */
record GroupStores(
    Topics topics,
    Events events,
    Clock clock,
    Consumer<Throwable> fatal,
    ActorRef<Topic.Command<GroupNotice>> notices,
    Executor blocking) {

  /** Tells all nodes. */
  void tell(GroupNotice notice) {
    notices.tell(Topic.publish(notice));
  }

  /** Deletes events up to and including this one, unless recovery still needs some of them. */
  CompletableFuture<Void> delete(String persistenceId, long upTo) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            if (events.snapshot(persistenceId) > upTo) {
              events.delete(persistenceId, upTo);
            }
          } catch (SQLException e) {
            throw new CompletionException(e);
          }
        },
        blocking);
  }
}
