package dev.rollcall.edge.resp;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.broadcast.Topics;
import dev.rollcall.lookup.Sets;
import dev.rollcall.store.Keys;
import dev.rollcall.store.StoreFailure;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys as the store has them. */
public final class StoredKeyspace implements Keyspace {
  private static final Logger LOG = LoggerFactory.getLogger(StoredKeyspace.class);

  private final Keys keys;
  private final Sets sets;
  private final Topics topics;
  private final Executor blocking;

  /**
   * @param blocking runs what waits for the store
   */
  public StoredKeyspace(Keys keys, Sets sets, Topics topics, Executor blocking) {
    this.keys = keys;
    this.sets = sets;
    this.topics = topics;
    this.blocking = blocking;
  }

  @Override
  public CompletableFuture<Integer> count() {
    return names().thenApply(Map::size);
  }

  @Override
  public CompletableFuture<?> clear() {
    return names()
        .thenCompose(
            names -> {
              long configured = names.keySet().stream().filter(sets::isConfigured).count();
              if (configured > 0) {
                LOG.info(
                    "FLUSHALL leaves {} configured sets, whose members come from their files",
                    configured);
              }
              return clear(new ArrayDeque<>(names.entrySet()));
            });
  }

  private CompletableFuture<SortedMap<String, Keys.Kind>> names() {
    return keys.waits()
        ? CompletableFuture.supplyAsync(this::namesNow, blocking)
        : CompletableFuture.completedFuture(namesNow());
  }

  private SortedMap<String, Keys.Kind> namesNow() {
    try {
      return keys.names();
    } catch (SQLException e) {
      throw new UserError(
          ErrorCode.UNAVAILABLE, "the store does not answer: " + StoreFailure.reason(e));
    }
  }

  /** One at a time: thousands at once would keep everybody else waiting. */
  private CompletableFuture<Void> clear(Queue<Map.Entry<String, Keys.Kind>> rest) {
    Map.Entry<String, Keys.Kind> next = rest.poll();
    return next == null
        ? CompletableFuture.completedFuture(null)
        : clear(next.getKey(), next.getValue()).thenComposeAsync(done -> clear(rest), blocking);
  }

  private CompletableFuture<Boolean> clear(String name, Keys.Kind kind) {
    if (kind == Keys.Kind.TOPIC) {
      return topics.delete(name);
    }
    return sets.isConfigured(name)
        ? CompletableFuture.completedFuture(false)
        : sets.atRunTime(name).clear();
  }
}
