package dev.rollcall.store;

import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The names of a store that only this process writes to: all of them are in memory. */
/* Concurrency: readers see the map alone. Writers have the monitor, so that what is in the map and
 * what is in the store change in the same order; a name that is being released is gone from the map
 * first, and whoever claims it waits until it is gone from the store. */
final class SoleKeys implements Keys {
  private final KeyTable table;
  private final Reserved reserved = new Reserved();
  private final Map<String, Kind> known;

  /** Reads all names. */
  SoleKeys(KeyTable table) throws SQLException {
    this.table = table;
    this.known = new ConcurrentHashMap<>(table.all());
  }

  @Override
  public Kind claim(String name, Kind kind) throws SQLException {
    Kind found = kind(name);
    return found == null ? claimNew(name, kind) : found;
  }

  private synchronized Kind claimNew(String name, Kind kind) throws SQLException {
    Kind decided = table.claim(name, kind);
    known.put(name, decided);
    return decided;
  }

  @Override
  public synchronized void release(String name, Kind kind) throws SQLException {
    boolean was = known.remove(name, kind);
    try {
      table.delete(name, kind);
    } catch (SQLException | RuntimeException e) {
      if (was) {
        known.put(name, kind);
      }
      throw e;
    }
  }

  @Override
  public void reserve(Collection<String> sets) {
    reserved.take(sets, new TreeMap<>(known));
  }

  @Override
  public boolean waits() {
    return false;
  }

  @Override
  public @Nullable Kind kind(String name) {
    return reserved.contains(name) ? Kind.SET : known.get(name);
  }

  @Override
  public void forget(String name) {
    // Nobody else changes what is known.
  }

  @Override
  public SortedMap<String, Kind> names() {
    return reserved.with(new TreeMap<>(known));
  }
}
