package dev.rollcall.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.rollcall.base.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** PostgreSQL, which the nodes of a cluster share. */
final class PostgresDatabase implements Database {
  /**
   * PostgreSQL's own default, said all the same: a pool that has to find it out, and loses its
   * first connection meanwhile, never has a usable one again.
   */
  private static final String ISOLATION = "READ_COMMITTED";

  private static final String DRIVER = "org.postgresql.Driver";

  /**
   * Beyond that a server is not there: slower than any that works, quicker than clients' limits.
   */
  private static final int CONNECT_SECONDS_MAX = 5;

  /** A statement not answered by then never will be; the longest writes a few megabytes. */
  private static final int ANSWER_SECONDS_MAX = 10;

  /** Transactions that are under way at once share the server's wait for its disk. */
  private static final int WRITES_AT_ONCE = 4;

  /** The journal's, and as many again for snapshots. */
  private static final int WRITERS = 6;

  private static final int REPLAYS_AT_ONCE = 4;
  private static final int READERS = 4;

  /** For keys and deletions. */
  private static final int DELETERS = 2;

  /** Any number that other programs do not happen to lock. */
  private static final long TABLES_LOCK = 0x526f6c6c63616c6cL;

  /** The driver's state of a connection for which it has no password. */
  private static final String REFUSED = "08004";

  private final StoreSettings.Postgres settings;
  private final @Nullable String password;

  /**
   * Reads the password.
   *
   * @throws UserError if its file cannot be read
   */
  PostgresDatabase(StoreSettings.Postgres settings) {
    this.settings = settings;
    this.password = password(settings.passwordFile());
  }

  @Override
  public List<String> tables() {
    return List.of(
        """
        CREATE TABLE IF NOT EXISTS event_journal (
          ordering BIGSERIAL UNIQUE,
          deleted BOOLEAN NOT NULL DEFAULT FALSE,
          persistence_id TEXT COLLATE "C" NOT NULL,
          sequence_number BIGINT NOT NULL,
          writer TEXT NOT NULL,
          write_timestamp BIGINT NOT NULL,
          adapter_manifest TEXT NOT NULL,
          event_payload BYTEA NOT NULL,
          event_ser_id INTEGER NOT NULL,
          event_ser_manifest TEXT NOT NULL,
          meta_payload BYTEA,
          meta_ser_id INTEGER,
          meta_ser_manifest TEXT,
          PRIMARY KEY (persistence_id, sequence_number))
        WITH (
          autovacuum_vacuum_scale_factor = 0.05,
          toast.autovacuum_vacuum_scale_factor = 0.05)""",
        // Whole, so that the first bytes of an event can be had without the rest of it.
        "ALTER TABLE event_journal ALTER COLUMN event_payload SET STORAGE EXTERNAL",
        """
        CREATE TABLE IF NOT EXISTS event_tag (
          event_id BIGINT NOT NULL REFERENCES event_journal (ordering) ON DELETE CASCADE,
          tag TEXT NOT NULL,
          PRIMARY KEY (event_id, tag))""",
        """
        CREATE TABLE IF NOT EXISTS snapshot (
          persistence_id TEXT COLLATE "C" NOT NULL,
          sequence_number BIGINT NOT NULL,
          created BIGINT NOT NULL,
          snapshot_ser_id INTEGER NOT NULL,
          snapshot_ser_manifest TEXT NOT NULL,
          snapshot_payload BYTEA NOT NULL,
          meta_ser_id INTEGER,
          meta_ser_manifest TEXT,
          meta_payload BYTEA,
          PRIMARY KEY (persistence_id, sequence_number))""",
        """
        CREATE TABLE IF NOT EXISTS rollcall_key (
          name TEXT COLLATE "C" PRIMARY KEY,
          kind TEXT NOT NULL,
          created BIGINT NOT NULL)""");
  }

  @Override
  public Pools connect() {
    try {
      DriverManager.getConnection(settings.url(), properties()).close();
      return Store.prepared(
          this,
          new Pools(pool(READERS, true), pool(DELETERS, false)),
          StoreSettings.Postgres.URL + " = " + settings.url());
    } catch (HikariPool.PoolInitializationException | SQLException e) {
      throw unusable(e);
    }
  }

  @Override
  public Keys keys(KeyTable table) {
    return new SharedKeys(table);
  }

  @Override
  public void lockTables(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_xact_lock(" + TABLES_LOCK + ")");
    }
  }

  @Override
  public Map<String, Object> writing() {
    return slick(WRITERS, false);
  }

  @Override
  public Map<String, Object> replaying() {
    return slick(REPLAYS_AT_ONCE, true);
  }

  @Override
  public int writesAtOnce() {
    return WRITES_AT_ONCE;
  }

  @Override
  public String payloadHead() {
    return "SUBSTRING(event_payload FROM 1 FOR ?)";
  }

  @Override
  public void beforeDelete(Connection connection) {
    // Transactions of others do not wait for this one.
  }

  @Override
  public boolean release(Connection connection) {
    // The server's autovacuum makes room for new rows; the tables ask it to come early.
    return false;
  }

  @Override
  public void afterDelete(Connection connection) {
    // Nothing was changed for it.
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.putAll(driverSettings());
    properties.setProperty("user", settings.user());
    if (password != null) {
      properties.setProperty("password", password);
    }
    return properties;
  }

  private static Map<String, String> driverSettings() {
    return Map.of(
        "reWriteBatchedInserts",
        "true",
        "connectTimeout",
        Integer.toString(CONNECT_SECONDS_MAX),
        "loginTimeout",
        Integer.toString(CONNECT_SECONDS_MAX),
        "socketTimeout",
        Integer.toString(ANSWER_SECONDS_MAX),
        "tcpKeepAlive",
        "true",
        // Errors would repeat the statement, with everything that it was to store.
        "logServerErrorDetail",
        "false",
        "ApplicationName",
        "rollcall");
  }

  private HikariDataSource pool(int connections, boolean readOnly) {
    HikariConfig config = new HikariConfig();
    config.setDriverClassName(DRIVER);
    config.setJdbcUrl(settings.url());
    config.setTransactionIsolation("TRANSACTION_" + ISOLATION);
    config.setDataSourceProperties(properties());
    config.setReadOnly(readOnly);
    // Rows are fetched a few at a time only inside a transaction.
    config.setAutoCommit(!readOnly);
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(CONNECT_SECONDS_MAX * 1000L);
    config.setInitializationFailTimeout(-1);
    config.setPoolName("store");
    return new HikariDataSource(config);
  }

  private Map<String, Object> slick(int connections, boolean readOnly) {
    Map<String, Object> db = new HashMap<>();
    db.put("driver", DRIVER);
    db.put("url", settings.url());
    db.put("user", settings.user());
    if (password != null) {
      db.put("password", password);
    }
    db.put("properties", driverSettings());
    db.put("readOnly", readOnly);
    db.put("numThreads", connections);
    db.put("maxConnections", connections);
    db.put("minConnections", 1);
    db.put("isolation", ISOLATION);
    db.put("connectionTimeout", CONNECT_SECONDS_MAX * 1000);
    return Map.of("profile", "slick.jdbc.PostgresProfile$", "db", db);
  }

  private static @Nullable String password(@Nullable Path file) {
    if (file == null) {
      return null;
    }
    try {
      return Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (NoSuchFileException e) {
      throw fault(StoreSettings.Postgres.PASSWORD_FILE, file, "there is no such file");
    } catch (IOException e) {
      throw fault(StoreSettings.Postgres.PASSWORD_FILE, file, "cannot be read: " + e);
    }
  }

  private UserError unusable(Exception e) {
    String why = e instanceof SQLException sql ? sql.getSQLState() : null;
    if (why != null && (why.startsWith("28") || why.equals(REFUSED))) {
      return settings.passwordFile() == null
          ? fault(
              StoreSettings.Postgres.USER,
              settings.user(),
              "the server refuses this user without a password; set "
                  + StoreSettings.Postgres.PASSWORD_FILE)
          : fault(
              StoreSettings.Postgres.PASSWORD_FILE,
              settings.passwordFile(),
              "the server refuses this password for user " + settings.user());
    }
    String remedy =
        why != null && why.startsWith("08") ? "; is the server running and reachable?" : "";
    return fault(StoreSettings.Postgres.URL, settings.url(), e.getMessage() + remedy);
  }

  private static UserError fault(String key, Object value, String what) {
    return UserError.configuration(key + " = " + value + ": " + what);
  }
}
