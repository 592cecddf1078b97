package dev.rollcall.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

/** Empty stores for tests, and a way in past the store. */
final class TestStores {
  private TestStores() {}

  /** An empty store; at most one SQLite store in a directory. */
  static StoreSettings fresh(StoreSettings.Kind kind, Path directory) {
    return kind == StoreSettings.Kind.SQLITE
        ? StoreSettings.sqlite(directory)
        : PostgresServer.freshDatabase();
  }

  /** A connection to the store's database, by which a test looks at it or spoils it. */
  static Connection connect(StoreSettings settings) throws SQLException {
    return settings.kind() == StoreSettings.Kind.SQLITE
        ? DriverManager.getConnection("jdbc:sqlite:" + settings.file())
        : DriverManager.getConnection(
            Objects.requireNonNull(settings.postgres()).url(), "postgres", null);
  }

  /** Runs one statement on the store's database and returns how many rows it changed. */
  static int execute(StoreSettings settings, String sql) throws SQLException {
    try (Connection connection = connect(settings);
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }
}
