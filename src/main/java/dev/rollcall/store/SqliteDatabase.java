package dev.rollcall.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.rollcall.base.UserError;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.sqlite.SQLiteErrorCode;

/**
 * SQLite in one file, with its write-ahead log beside it. One connection is the journal's to write;
 * whoever else writes waits for it by the file's lock.
 */
final class SqliteDatabase implements Database {
  private static final String DRIVER = SqliteDriver.register();

  /** Whoever waits longer for the file's lock waits for a disk that hangs. */
  private static final int BUSY_MILLIS_MAX = 20_000;

  /** What the write-ahead log is cut to after it has been large once. */
  private static final int LOG_BYTES_KEPT = 64 << 20;

  private static final int READERS = 4;

  /** For keys and deletions; they write one after the other anyhow. */
  private static final int WRITERS = 2;

  private static final int REPLAYS_AT_ONCE = 2;

  /** Opens the file for reading only. */
  private static final String READ_ONLY = "1";

  /** Free pages are left to be used again, unless they are more than this part of the file. */
  private static final int SHARE_KEPT_FREE = 8;

  /** Below that, giving back is not worth moving pages. */
  private static final int PAGES_KEPT_FREE = 64;

  /** Pages moved in one transaction. */
  private static final int PAGES_PER_STEP = 1024;

  private final Path file;

  SqliteDatabase(Path file) {
    this.file = file.toAbsolutePath();
  }

  @Override
  public List<String> tables() {
    return List.of(
        """
        CREATE TABLE IF NOT EXISTS event_journal (
          ordering INTEGER PRIMARY KEY AUTOINCREMENT,
          deleted INTEGER NOT NULL DEFAULT 0,
          persistence_id TEXT NOT NULL,
          sequence_number INTEGER NOT NULL,
          writer TEXT NOT NULL,
          write_timestamp INTEGER NOT NULL,
          adapter_manifest TEXT NOT NULL,
          event_payload BLOB NOT NULL,
          event_ser_id INTEGER NOT NULL,
          event_ser_manifest TEXT NOT NULL,
          meta_payload BLOB,
          meta_ser_id INTEGER,
          meta_ser_manifest TEXT,
          UNIQUE (persistence_id, sequence_number))""",
        """
        CREATE TABLE IF NOT EXISTS event_tag (
          event_id INTEGER NOT NULL REFERENCES event_journal (ordering) ON DELETE CASCADE,
          tag TEXT NOT NULL,
          PRIMARY KEY (event_id, tag))""",
        """
        CREATE TABLE IF NOT EXISTS snapshot (
          persistence_id TEXT NOT NULL,
          sequence_number INTEGER NOT NULL,
          created INTEGER NOT NULL,
          snapshot_ser_id INTEGER NOT NULL,
          snapshot_ser_manifest TEXT NOT NULL,
          snapshot_payload BLOB NOT NULL,
          meta_ser_id INTEGER,
          meta_ser_manifest TEXT,
          meta_payload BLOB,
          PRIMARY KEY (persistence_id, sequence_number))""",
        """
        CREATE TABLE IF NOT EXISTS rollcall_key (
          name TEXT PRIMARY KEY,
          kind TEXT NOT NULL,
          created INTEGER NOT NULL)""");
  }

  @Override
  public Pools connect() {
    try {
      Files.createDirectories(file.resolveSibling("."));
      prepareFile();
      return Store.prepared(
          this, new Pools(pool(reading(), READERS), pool(settings(), WRITERS)), name());
    } catch (IOException e) {
      throw unusable(
          e instanceof FileSystemException system && system.getReason() != null
              ? system.getFile() + ": " + system.getReason()
              : e.toString());
    } catch (SQLException e) {
      throw unusable(e);
    }
  }

  /** What can only be said while there are no tables, or no other connections. */
  private void prepareFile() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(), properties(settings()));
        Statement statement = connection.createStatement()) {
      try (ResultSet tables = statement.executeQuery("SELECT COUNT(*) FROM sqlite_master")) {
        if (tables.next() && tables.getInt(1) > 0) {
          return;
        }
      }
      // The driver has switched to a write-ahead log already, which fixes this choice.
      statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
      statement.execute("VACUUM");
    }
  }

  /** The data directory's lock keeps other processes out. */
  @Override
  public Keys keys(KeyTable table) throws SQLException {
    return new SoleKeys(table);
  }

  @Override
  public void lockTables(Connection connection) {
    // Every transaction on this file begins with its lock.
  }

  @Override
  public Map<String, Object> writing() {
    return slick(settings(), 1, false);
  }

  @Override
  public Map<String, Object> replaying() {
    return slick(reading(), REPLAYS_AT_ONCE, true);
  }

  /** One connection, one transaction: whatever was asked for meanwhile shares the next one. */
  @Override
  public int writesAtOnce() {
    return 1;
  }

  @Override
  public String payloadHead() {
    return "SUBSTR(event_payload, 1, ?)";
  }

  /**
   * A deletion that a power cut undoes is repeated; waiting for the disk would only keep the lock.
   */
  @Override
  public void beforeDelete(Connection connection) throws SQLException {
    execute(connection, "PRAGMA synchronous = NORMAL");
  }

  @Override
  public boolean release(Connection connection) throws SQLException {
    long before = free(connection);
    if (before <= Math.max(PAGES_KEPT_FREE, pages(connection) / SHARE_KEPT_FREE)) {
      return false;
    }
    execute(connection, "PRAGMA incremental_vacuum(" + PAGES_PER_STEP + ")");
    // Somebody else's database may have been made without the means to shrink.
    return free(connection) < before;
  }

  @Override
  public void afterDelete(Connection connection) throws SQLException {
    execute(connection, "PRAGMA synchronous = FULL");
  }

  private static long free(Connection connection) throws SQLException {
    return number(connection, "PRAGMA freelist_count");
  }

  private static long pages(Connection connection) throws SQLException {
    return number(connection, "PRAGMA page_count");
  }

  private static long number(Connection connection, String pragma) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(pragma)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /** Runs a statement to its end, which {@code execute} does not. */
  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private String url() {
    return "jdbc:sqlite:" + file;
  }

  private static Map<String, String> settings() {
    return Map.of(
        "journal_mode", "WAL",
        "synchronous", "FULL",
        "transaction_mode", "IMMEDIATE",
        "busy_timeout", Integer.toString(BUSY_MILLIS_MAX),
        "journal_size_limit", Integer.toString(LOG_BYTES_KEPT));
  }

  private static Map<String, String> reading() {
    return Map.of("open_mode", READ_ONLY, "busy_timeout", Integer.toString(BUSY_MILLIS_MAX));
  }

  private static Properties properties(Map<String, String> settings) {
    Properties properties = new Properties();
    properties.putAll(settings);
    return properties;
  }

  private HikariDataSource pool(Map<String, String> settings, int connections) {
    HikariConfig config = new HikariConfig();
    config.setDriverClassName(DRIVER);
    config.setJdbcUrl(url());
    config.setDataSourceProperties(properties(settings));
    config.setReadOnly(settings.containsKey("open_mode"));
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(0);
    config.setMaxLifetime(0);
    config.setConnectionTimeout(BUSY_MILLIS_MAX);
    config.setInitializationFailTimeout(-1);
    config.setPoolName("store");
    return new HikariDataSource(config);
  }

  private Map<String, Object> slick(
      Map<String, String> settings, int connections, boolean readOnly) {
    return Map.of(
        "profile",
        "slick.jdbc.SQLiteProfile$",
        "db",
        Map.of(
            "driver", DRIVER,
            "url", url(),
            "properties", settings,
            "readOnly", readOnly,
            "numThreads", connections,
            "maxConnections", connections,
            "minConnections", 1,
            "maxLifetime", 0,
            "idleTimeout", 0,
            "connectionTimeout", BUSY_MILLIS_MAX));
  }

  private String name() {
    return "rollcall.data-dir: the store " + file;
  }

  private UserError unusable(SQLException e) {
    SQLiteErrorCode code = StoreFailure.sqlite(e);
    if (code == SQLiteErrorCode.SQLITE_NOTADB) {
      return unusable("it is not a database; move it away, or put a copy of yours in its place");
    }
    if (code == SQLiteErrorCode.SQLITE_CORRUPT) {
      return unusable("it is damaged; put a copy of yours in its place");
    }
    return unusable(e.toString());
  }

  private UserError unusable(String why) {
    return UserError.configuration(name() + " cannot be used: " + why);
  }
}
