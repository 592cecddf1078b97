package dev.rollcall.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The table of names, as it is in the store. Every call waits for it; thread-safe. */
final class KeyTable {
  private final Database.Pools pools;

  KeyTable(Database.Pools pools) {
    this.pools = pools;
  }

  /** Makes a name one of this kind, unless it is one already; gives what it then is. */
  Keys.Kind claim(String name, Keys.Kind kind) throws SQLException {
    Keys.Kind decided = kind(name);
    while (decided == null) {
      try (Connection writing = pools.writing().getConnection()) {
        insert(writing, name, kind);
        // Null again where somebody else was quicker and has released it since.
        decided = kind(writing, name);
      }
    }
    return decided;
  }

  private static void insert(Connection connection, String name, Keys.Kind kind)
      throws SQLException {
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

  /** Deletes a name, if it is of this kind. */
  void delete(String name, Keys.Kind kind) throws SQLException {
    try (Connection writing = pools.writing().getConnection();
        PreparedStatement statement =
            writing.prepareStatement("DELETE FROM rollcall_key WHERE name = ? AND kind = ?")) {
      statement.setString(1, name);
      statement.setString(2, text(kind));
      statement.executeUpdate();
    }
  }

  /** What a name is; null if it is free. */
  Keys.@Nullable Kind kind(String name) throws SQLException {
    try (Connection reading = pools.reading().getConnection()) {
      return kind(reading, name);
    }
  }

  private static Keys.@Nullable Kind kind(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT kind FROM rollcall_key WHERE name = ?")) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? kindOf(rows.getString(1)) : null;
      }
    }
  }

  /** All names. They are sorted here: the database's collation may be anybody's. */
  SortedMap<String, Keys.Kind> all() throws SQLException {
    SortedMap<String, Keys.Kind> names = new TreeMap<>();
    try (Connection connection = pools.reading().getConnection();
        PreparedStatement statement =
            connection.prepareStatement("SELECT name, kind FROM rollcall_key");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        names.put(rows.getString(1), kindOf(rows.getString(2)));
      }
    }
    return names;
  }

  private static Keys.Kind kindOf(String text) {
    return Keys.Kind.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static String text(Keys.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
