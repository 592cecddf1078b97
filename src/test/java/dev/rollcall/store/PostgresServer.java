package dev.rollcall.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL, started once in a test's JVM when the first one asks for it, and stopped with
 * the JVM. It waits for its disk, as one in service does.
 */
public final class PostgresServer {
  /** A user that need not exist, and is asked for a password. */
  static final String GUARDED = "guarded";

  private static final String USER = "postgres";
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private PostgresServer() {}

  private static final class Holder {
    static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setDataDirectoryCustomizer(PostgresServer::demandPasswords)
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Lets everybody in but {@link #GUARDED}, who has to know a password. */
  private static void demandPasswords(File directory) {
    Path rules = directory.toPath().resolve("pg_hba.conf");
    try {
      String open = Files.readString(rules);
      Files.writeString(rules, "host all " + GUARDED + " all scram-sha-256\n" + open);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A store in a new and empty database. */
  public static StoreSettings freshDatabase() {
    String name = "rollcall" + DATABASES.incrementAndGet();
    administer("CREATE DATABASE " + name);
    return settings(name, USER);
  }

  /** The store in a database that was made before. */
  private static StoreSettings settings(String database, String user) {
    String url = "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
    return new StoreSettings(
        StoreSettings.Kind.POSTGRES,
        Path.of("unused"),
        new StoreSettings.Postgres(url, user, null));
  }

  /** The port that the server listens at. */
  public static int port() {
    return Holder.SERVER.getPort();
  }

  /** Ends the connections of a store, as a restart of the server does. */
  public static void disconnect(StoreSettings settings) {
    String url = Objects.requireNonNull(settings.postgres()).url();
    String database = url.substring(url.lastIndexOf('/') + 1);
    administer(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
            + database
            + "'");
  }

  /** Runs a statement as the administrator. */
  public static void administer(String sql) {
    try (Connection connection = Holder.SERVER.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
