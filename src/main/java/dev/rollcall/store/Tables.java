package dev.rollcall.store;

import dev.rollcall.base.UserError;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Makes the store's tables where they are absent, and refuses those of a later layout. */
final class Tables {
  /** The layout of the tables as this program knows it; grows with each change. */
  static final int VERSION = 1;

  private Tables() {}

  /**
   * Makes what is absent, in one transaction.
   *
   * @param name what to call the store where it is refused
   */
  static void create(Database database, Connection connection, String name) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      database.lockTables(connection);
      statement.execute("CREATE TABLE IF NOT EXISTS rollcall_layout (version INTEGER PRIMARY KEY)");
      checkVersion(statement, name);
      for (String table : database.tables()) {
        statement.execute(table);
      }
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private static void checkVersion(Statement statement, String name) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT MAX(version) FROM rollcall_layout")) {
      int version = row.next() ? row.getInt(1) : 0;
      if (version > VERSION) {
        throw UserError.configuration(
            "%s: was made by a newer Rollcall (layout %d, this one knows %d); start that one"
                .formatted(name, version, VERSION));
      }
    }
    statement.executeUpdate(
        "INSERT INTO rollcall_layout VALUES (" + VERSION + ") ON CONFLICT (version) DO NOTHING");
  }
}
