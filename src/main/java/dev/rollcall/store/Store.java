package dev.rollcall.store;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.rollcall.base.UserError;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/**
 * The one place where everything durable is kept. Actors write through {@link Journal}, under the
 * configuration of {@link #persistence}; history is read and given up past them. Opened before the
 * actor system and closed after it. Thread-safe.
 */
public final class Store implements AutoCloseable {
  private final Database database;
  private final Database.Pools pools;
  private final Events events;
  private final Keys keys;

  private Store(Database database, Database.Pools pools, Keys keys) {
    this.database = database;
    this.pools = pools;
    this.events = new JdbcEvents(database, pools);
    this.keys = keys;
  }

  /**
   * Opens the store and makes its tables where they are absent.
   *
   * @throws UserError where it cannot be had, with the key that says where it is and what to do
   */
  public static Store open(StoreSettings settings) {
    Database database =
        settings.postgres() == null
            ? new SqliteDatabase(settings.file())
            : new PostgresDatabase(settings.postgres());
    Database.Pools pools = database.connect();
    try {
      return new Store(database, pools, database.keys(new KeyTable(pools)));
    } catch (SQLException e) {
      pools.close();
      throw UserError.configuration("rollcall.store: the names in it cannot be read: " + e);
    }
  }

  /** What has to be laid over the configuration of an actor system that uses this store. */
  public Config persistence() {
    String databases = "pekko-persistence-jdbc.shared-databases.";
    return ConfigFactory.empty()
        .withValue(databases + "rollcall", ConfigValueFactory.fromMap(database.writing()))
        .withValue(
            databases + JournalDao.REPLAYING, ConfigValueFactory.fromMap(database.replaying()))
        .withFallback(
            ConfigFactory.parseMap(
                Map.of(
                    "jdbc-journal.use-shared-db", "rollcall",
                    "jdbc-snapshot-store.use-shared-db", "rollcall",
                    "jdbc-journal.parallelism", database.writesAtOnce())));
  }

  /** Reads and deletes stored events. */
  public Events events() {
    return events;
  }

  /** The names of sets and topics. */
  public Keys keys() {
    return keys;
  }

  @Override
  public void close() {
    pools.close();
  }

  /** Makes the tables with a connection of a new pool; closes the pools where that fails. */
  static Database.Pools prepared(Database database, Database.Pools pools, String name)
      throws SQLException {
    try (Connection connection = pools.writing().getConnection()) {
      Tables.create(database, connection, name);
      return pools;
    } catch (SQLException | RuntimeException e) {
      pools.close();
      throw e;
    }
  }
}
