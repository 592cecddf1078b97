package dev.rollcall.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@link Keys} in a table of its own. */
final class JdbcKeys implements Keys {
  private final Database.Pools pools;

  JdbcKeys(Database.Pools pools) {
    this.pools = pools;
  }

  @Override
  public Kind claim(String name, Kind kind) throws SQLException {
    try (Connection reading = pools.reading().getConnection()) {
      Kind known = kind(reading, name);
      if (known != null) {
        return known;
      }
    }
    try (Connection writing = pools.writing().getConnection()) {
      insert(writing, name, kind);
      Kind decided = kind(writing, name);
      // Somebody else may have been quicker; nobody takes names away.
      return decided == null ? kind : decided;
    }
  }

  @Override
  public @Nullable Kind kind(String name) throws SQLException {
    try (Connection reading = pools.reading().getConnection()) {
      return kind(reading, name);
    }
  }

  @Override
  public void release(String name, Kind kind) throws SQLException {
    try (Connection writing = pools.writing().getConnection();
        PreparedStatement statement =
            writing.prepareStatement("DELETE FROM rollcall_key WHERE name = ? AND kind = ?")) {
      statement.setString(1, name);
      statement.setString(2, text(kind));
      statement.executeUpdate();
    }
  }

  private static void insert(Connection connection, String name, Kind kind) throws SQLException {
    String sql =
        "INSERT INTO rollcall_key (name, kind, created) VALUES (?, ?, ?)"
            + " ON CONFLICT (name) DO NOTHING";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      statement.setString(2, text(kind));
      statement.setLong(3, System.currentTimeMillis());
      statement.executeUpdate();
    }
  }

  private static @Nullable Kind kind(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT kind FROM rollcall_key WHERE name = ?")) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Kind.valueOf(rows.getString(1).toUpperCase(Locale.ROOT)) : null;
      }
    }
  }

  @Override
  public List<String> names(Kind kind) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Connection connection = pools.reading().getConnection();
        PreparedStatement statement =
            connection.prepareStatement("SELECT name FROM rollcall_key WHERE kind = ?")) {
      statement.setString(1, text(kind));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
    }
    // Not by the database, whose collation may be anybody's.
    Collections.sort(names);
    return names;
  }

  private static String text(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
