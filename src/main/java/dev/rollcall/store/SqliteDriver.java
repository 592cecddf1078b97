package dev.rollcall.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * SQLite's driver, with connections that say why a commit failed. Whoever commits switches to
 * automatic commits afterwards, whatever came of it, and the driver commits once more for that: the
 * transaction is gone by then, and that complaint would stand for the disk's.
 */
public final class SqliteDriver extends JDBC {
  /** Makes it known to the connection pools, by the name that is given. */
  static String register() {
    try {
      DriverManager.registerDriver(new SqliteDriver());
      return SqliteDriver.class.getName();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public @Nullable Connection connect(String url, Properties properties) throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    return new Candid(url, url.substring(PREFIX.length()), properties);
  }

  /** A connection whose failed commit is not followed by a second failure. */
  private static final class Candid extends JDBC4Connection {
    private boolean commitFailed;

    Candid(String url, String file, Properties properties) throws SQLException {
      super(url, file, properties);
    }

    @Override
    public void commit() throws SQLException {
      commitFailed = true;
      super.commit();
      commitFailed = false;
    }

    @Override
    public void setAutoCommit(boolean on) throws SQLException {
      boolean afterFailure = commitFailed;
      commitFailed = false;
      try {
        super.setAutoCommit(on);
      } catch (SQLException e) {
        if (!afterFailure) {
          throw e;
        }
      }
    }
  }
}
