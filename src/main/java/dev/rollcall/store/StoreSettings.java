package dev.rollcall.store;

import dev.rollcall.base.ConfigReader;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The block {@code rollcall.store}: where events are kept.
 *
 * @param file the SQLite database, which need not exist yet
 * @param postgres the server; null with {@link Kind#SQLITE}
 */
public record StoreSettings(Kind kind, Path file, @Nullable Postgres postgres) {

  /** The database. */
  public enum Kind {
    SQLITE,
    POSTGRES;

    String spelling() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A PostgreSQL database and who uses it.
   *
   * @param url without user and password
   * @param passwordFile null where the server asks for none
   */
  public record Postgres(String url, String user, @Nullable Path passwordFile) {
    static final String URL = "rollcall.store.postgres.url";
    static final String USER = "rollcall.store.postgres.user";
    static final String PASSWORD_FILE = "rollcall.store.postgres.password-file";
  }

  private static final String URL_PREFIX = "jdbc:postgresql:";

  /**
   * Reads the block.
   *
   * @param dataDirectory holds the SQLite database, in {@code store}
   */
  public static StoreSettings read(ConfigReader store, Path dataDirectory) {
    Kind kind = store.choice("kind", Kind.class, Kind::spelling);
    return kind == Kind.SQLITE
        ? sqlite(dataDirectory)
        : new StoreSettings(kind, file(dataDirectory), postgres(store.block("postgres")));
  }

  /** An SQLite database in this data directory. */
  public static StoreSettings sqlite(Path dataDirectory) {
    return new StoreSettings(Kind.SQLITE, file(dataDirectory), null);
  }

  private static Path file(Path dataDirectory) {
    return dataDirectory.resolve("store").resolve("rollcall.db");
  }

  private static Postgres postgres(ConfigReader reader) {
    String url = reader.text("url");
    if (!url.startsWith(URL_PREFIX)) {
      reader.fault("url", url, "must be like jdbc:postgresql://host:5432/database");
    } else if (url.matches("(?s).*[?&](user|password)=.*")) {
      // The value is not repeated: it holds a password.
      reader.fault(
          "url", URL_PREFIX + "…", "must be without user and password; they have own keys");
    }
    String password = reader.text("password-file");
    return new Postgres(
        url, reader.text("user"), password.isEmpty() ? null : reader.path("password-file"));
  }
}
