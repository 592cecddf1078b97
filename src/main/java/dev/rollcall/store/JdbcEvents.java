package dev.rollcall.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** {@link Events} in the table that the journal plugin writes. */
final class JdbcEvents implements Events {
  /** So much is deleted in one transaction: few enough that no append waits noticeably for it. */
  private static final int STEP_EVENTS_MAX = 500;

  private static final long STEP_BYTES_MAX = 4L << 20;

  /** Rows fetched at a time; each may have a megabyte. */
  private static final int FETCH_ROWS = 8;

  private static final String OF_ENTITY = " FROM event_journal WHERE persistence_id = ?";

  private final Database database;
  private final Database.Pools pools;

  JdbcEvents(Database database, Database.Pools pools) {
    this.database = database;
    this.pools = pools;
  }

  @Override
  public @Nullable Range range(String persistenceId) throws SQLException {
    try (Connection connection = pools.reading().getConnection()) {
      return range(connection, persistenceId);
    }
  }

  /** Two questions in one, because each alone is answered from the index without a scan. */
  private static @Nullable Range range(Connection connection, String persistenceId)
      throws SQLException {
    String sql =
        "SELECT (SELECT MIN(sequence_number)%1$s), (SELECT MAX(sequence_number)%1$s)"
            .formatted(OF_ENTITY);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, persistenceId);
      statement.setString(2, persistenceId);
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          return null;
        }
        long first = rows.getLong(1);
        return rows.wasNull() ? null : new Range(first, rows.getLong(2));
      }
    }
  }

  @Override
  public byte @Nullable [] head(String persistenceId, long sequence, int bytes)
      throws SQLException {
    String sql = "SELECT " + database.payloadHead() + OF_ENTITY + " AND sequence_number = ?";
    try (Connection connection = pools.reading().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, bytes);
      statement.setString(2, persistenceId);
      statement.setLong(3, sequence);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getBytes(1) : null;
      }
    }
  }

  @Override
  public List<Stored> read(String persistenceId, long from, long to, long bytesMax)
      throws SQLException {
    String sql =
        "SELECT sequence_number, event_payload"
            + OF_ENTITY
            + " AND sequence_number BETWEEN ? AND ? ORDER BY sequence_number";
    List<Stored> events = new ArrayList<>();
    try (Connection connection = pools.reading().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(FETCH_ROWS);
      statement.setString(1, persistenceId);
      statement.setLong(2, from);
      statement.setLong(3, to);
      try (ResultSet rows = statement.executeQuery()) {
        long bytes = 0;
        while (bytes < bytesMax && rows.next()) {
          byte[] payload = rows.getBytes(2);
          events.add(new Stored(rows.getLong(1), payload));
          bytes += payload.length;
        }
      }
    }
    return events;
  }

  /** Goes from one ID to the next in the index: entities are few, their events are not. */
  @Override
  public List<String> entities(String prefix) throws SQLException {
    String sql =
        """
        WITH RECURSIVE entity (id) AS (
          SELECT MIN(persistence_id) FROM event_journal WHERE persistence_id >= ?
          UNION ALL
          SELECT (SELECT MIN(persistence_id) FROM event_journal WHERE persistence_id > entity.id)
          FROM entity WHERE entity.id < ?)
        SELECT id FROM entity WHERE id < ?""";
    int last = prefix.length() - 1;
    String end = prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
    List<String> entities = new ArrayList<>();
    try (Connection connection = pools.reading().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, prefix);
      statement.setString(2, end);
      statement.setString(3, end);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          entities.add(rows.getString(1));
        }
      }
    }
    return entities;
  }

  @Override
  public long snapshot(String persistenceId) throws SQLException {
    String sql = "SELECT MAX(sequence_number) FROM snapshot WHERE persistence_id = ?";
    try (Connection connection = pools.reading().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, persistenceId);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    }
  }

  /** The newest event stays whatever is asked for: the plugin numbers the next one after it. */
  @Override
  public void delete(String persistenceId, long upTo) throws SQLException {
    Range range = range(persistenceId);
    if (range == null || range.first() > upTo || range.first() == range.last()) {
      return;
    }
    long last = Math.min(upTo, range.last() - 1);
    long deleted = range.first() - 1;
    boolean more = true;
    while (more) {
      long started = System.nanoTime();
      // Given back after each step, so that others need not wait for all of it.
      try (Connection connection = pools.writing().getConnection()) {
        database.beforeDelete(connection);
        try {
          if (deleted < last) {
            deleted = deleteStep(connection, persistenceId, last);
          }
          more = database.release(connection) || deleted < last;
        } finally {
          database.afterDelete(connection);
        }
      }
      // Whoever wants to write has to find the database free now and then.
      LockSupport.parkNanos(System.nanoTime() - started);
    }
    deleteOldSnapshots(persistenceId);
  }

  /** Recovery begins with the latest snapshot; the ones before it are for nothing. */
  private void deleteOldSnapshots(String persistenceId) throws SQLException {
    String sql =
        "DELETE FROM snapshot WHERE persistence_id = ? AND sequence_number <"
            + " (SELECT MAX(sequence_number) FROM snapshot WHERE persistence_id = ?)";
    try (Connection connection = pools.writing().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, persistenceId);
      statement.setString(2, persistenceId);
      statement.executeUpdate();
    }
  }

  /** Deletes the oldest events up to {@code last}, some at once; returns the newest deleted. */
  private static long deleteStep(Connection connection, String persistenceId, long last)
      throws SQLException {
    long upTo = stepEnd(connection, persistenceId, last);
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE" + OF_ENTITY + " AND sequence_number <= ?")) {
      statement.setString(1, persistenceId);
      statement.setLong(2, upTo);
      statement.executeUpdate();
    }
    return upTo;
  }

  private static long stepEnd(Connection connection, String persistenceId, long last)
      throws SQLException {
    String sql =
        "SELECT sequence_number, LENGTH(event_payload)"
            + OF_ENTITY
            + " AND sequence_number <= ? ORDER BY sequence_number LIMIT "
            + STEP_EVENTS_MAX;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, persistenceId);
      statement.setLong(2, last);
      long end = last;
      long bytes = 0;
      try (ResultSet rows = statement.executeQuery()) {
        while (bytes < STEP_BYTES_MAX && rows.next()) {
          end = rows.getLong(1);
          bytes += rows.getLong(2);
        }
      }
      return end;
    }
  }
}
