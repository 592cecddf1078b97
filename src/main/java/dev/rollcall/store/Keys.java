package dev.rollcall.store;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The one namespace of sets and topics: which kind a name has is decided when it is first written,
 * and again after it was released. Thread-safe.
 *
 * <p>Calls that change names wait for the store. Those that read names wait for it only where other
 * processes write to it too, see {@link #waits}.
 */
public interface Keys {
  /** What a name stands for. */
  enum Kind {
    SET,
    TOPIC
  }

  /**
   * Makes {@code name} one of this kind, unless it is one already; gives what it then is. Waits for
   * the store unless that is known.
   */
  Kind claim(String name, Kind kind) throws SQLException;

  /**
   * Makes {@code name} free again, if it is of this kind: whoever writes first decides what it
   * becomes. Reserved names stay. Waits for the store.
   */
  void release(String name, Kind kind) throws SQLException;

  /**
   * Makes names sets for good, as long as this process runs and without a word of it in the store:
   * those of configured sets. To be called before anything else is asked; waits for the store.
   *
   * @throws dev.rollcall.base.UserError if one of them is something else's already
   */
  void reserve(Collection<String> sets) throws SQLException;

  /** Whether {@link #kind} and {@link #names} may have to wait for the store. */
  boolean waits();

  /**
   * What {@code name} stands for; null for nothing. Where {@link #waits} is false it is in memory,
   * cheap enough to be asked for every request; otherwise what was found is believed for a second,
   * unless {@link #forget} is called.
   */
  @Nullable Kind kind(String name) throws SQLException;

  /** Has the store asked the next time, where it is shared: others may have changed the name. */
  void forget(String name);

  /** What {@code name} stands for; completed at once where nothing has to be waited for. */
  default CompletableFuture<@Nullable Kind> kind(String name, Executor blocking) {
    return waits()
        ? CompletableFuture.supplyAsync(() -> kindOrFail(name), blocking)
        : CompletableFuture.completedFuture(kindOrFail(name));
  }

  private @Nullable Kind kindOrFail(String name) {
    try {
      return kind(name);
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  /** All names, sorted, with what they stand for. */
  SortedMap<String, Kind> names() throws SQLException;

  /** The names of one kind, sorted. */
  default List<String> names(Kind kind) throws SQLException {
    return names().entrySet().stream()
        .filter(entry -> entry.getValue() == kind)
        .map(entry -> entry.getKey())
        .toList();
  }
}
