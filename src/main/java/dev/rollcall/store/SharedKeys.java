package dev.rollcall.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The names of a store that other processes write to as well: some are remembered for a while. */
final class SharedKeys implements Keys {
  /** So long a name may have become something else without this process knowing. */
  private static final long BELIEVED_NANOS = Duration.ofSeconds(1).toNanos();

  /** Beyond that all are read anew, so that names asked for once do not stay for ever. */
  private static final int REMEMBERED_MAX = 100_000;

  private record Seen(Kind kind, long nanos) {}

  private final KeyTable table;
  private final Reserved reserved = new Reserved();
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();

  SharedKeys(KeyTable table) {
    this.table = table;
  }

  /** What is remembered does not count: another process may have released the name. */
  @Override
  public Kind claim(String name, Kind kind) throws SQLException {
    return reserved.contains(name) ? Kind.SET : remembered(name, table.claim(name, kind));
  }

  @Override
  public void release(String name, Kind kind) throws SQLException {
    seen.remove(name);
    table.delete(name, kind);
    seen.remove(name);
  }

  @Override
  public void reserve(Collection<String> sets) throws SQLException {
    reserved.take(sets, table.all());
  }

  @Override
  public boolean waits() {
    return true;
  }

  @Override
  public @Nullable Kind kind(String name) throws SQLException {
    Kind believed = believed(name);
    if (believed != null) {
      return believed;
    }
    Kind found = table.kind(name);
    if (found == null) {
      seen.remove(name);
      return null;
    }
    return remembered(name, found);
  }

  @Override
  public CompletableFuture<@Nullable Kind> kind(String name, Executor blocking) {
    Kind believed = believed(name);
    return believed != null
        ? CompletableFuture.completedFuture(believed)
        : Keys.super.kind(name, blocking);
  }

  private @Nullable Kind believed(String name) {
    if (reserved.contains(name)) {
      return Kind.SET;
    }
    Seen before = seen.get(name);
    return before != null && System.nanoTime() - before.nanos() < BELIEVED_NANOS
        ? before.kind()
        : null;
  }

  private Kind remembered(String name, Kind kind) {
    if (seen.size() >= REMEMBERED_MAX) {
      seen.clear();
    }
    seen.put(name, new Seen(kind, System.nanoTime()));
    return kind;
  }

  @Override
  public void forget(String name) {
    seen.remove(name);
  }

  @Override
  public SortedMap<String, Kind> names() throws SQLException {
    return reserved.with(table.all());
  }
}
