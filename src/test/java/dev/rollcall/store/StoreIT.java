package dev.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreIT {
  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void firstClaimDecidesWhatNameIs(StoreSettings.Kind kind) throws Exception {
    StoreSettings settings = TestStores.fresh(kind, directory);
    try (Store store = Store.open(settings)) {
      assertThat(store.keys().claim("news", Keys.Kind.TOPIC)).isEqualTo(Keys.Kind.TOPIC);
      assertThat(store.keys().claim("news", Keys.Kind.TOPIC)).isEqualTo(Keys.Kind.TOPIC);
      assertThat(store.keys().claim("blocked", Keys.Kind.SET)).isEqualTo(Keys.Kind.SET);
      assertThat(store.keys().claim("Älter", Keys.Kind.TOPIC)).isEqualTo(Keys.Kind.TOPIC);
      assertThat(store.keys().claim("Zoo", Keys.Kind.TOPIC)).isEqualTo(Keys.Kind.TOPIC);
    }
    try (Store store = Store.open(settings)) {
      assertThat(store.keys().claim("news", Keys.Kind.SET)).isEqualTo(Keys.Kind.TOPIC);
      assertThat(store.keys().names(Keys.Kind.TOPIC)).containsExactly("Zoo", "news", "Älter");
      assertThat(store.keys().names(Keys.Kind.SET)).containsExactly("blocked");
    }
  }

  @ParameterizedTest
  @EnumSource
  void storeOpenedByManyAtOnceHasOneSetOfTables(StoreSettings.Kind kind) throws Exception {
    StoreSettings settings = TestStores.fresh(kind, directory);
    List<CompletableFuture<Keys.Kind>> claims =
        IntStream.range(0, 4)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> openAndClaim(settings, i)))
            .toList();
    long sets = 0;
    for (CompletableFuture<Keys.Kind> claim : claims) {
      sets += claim.get(60, TimeUnit.SECONDS) == Keys.Kind.SET ? 1 : 0;
    }
    assertThat(sets).isIn(0L, 4L);
  }

  private static Keys.Kind openAndClaim(StoreSettings settings, int index) {
    try (Store store = Store.open(settings)) {
      return store.keys().claim("disputed", index % 2 == 0 ? Keys.Kind.SET : Keys.Kind.TOPIC);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tablesOfLaterLayoutAreRefused(StoreSettings.Kind kind) throws Exception {
    StoreSettings settings = TestStores.fresh(kind, directory);
    Store.open(settings).close();
    TestStores.execute(
        settings, "INSERT INTO rollcall_layout VALUES (" + (Tables.VERSION + 1) + ")");
    assertRefused(() -> Store.open(settings).close(), "made by a newer Rollcall", "start that one");
  }

  @Test
  void fileThatIsNoDatabaseIsRefusedAndLeftAlone() throws Exception {
    StoreSettings settings = StoreSettings.sqlite(directory);
    Files.createDirectories(settings.file().resolveSibling("."));
    Files.writeString(settings.file(), "just a text, longer than a header. ".repeat(100));
    assertRefused(
        () -> Store.open(settings).close(),
        "rollcall.data-dir",
        settings.file().toString(),
        "not a database",
        "move it away");
    assertThat(Files.readString(settings.file())).startsWith("just a text");
  }

  @Test
  void directoryThatCannotBeMadeIsRefused() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertRefused(
        () -> Store.open(StoreSettings.sqlite(file)).close(), "rollcall.data-dir", file.toString());
  }

  @Test
  void fileIsWrittenAheadAndCanShrink() throws Exception {
    StoreSettings settings = StoreSettings.sqlite(directory);
    try (Store store = Store.open(settings);
        var connection = TestStores.connect(settings);
        var statement = connection.createStatement()) {
      assertThat(store.keys().names(Keys.Kind.SET)).isEmpty();
      try (var mode = statement.executeQuery("PRAGMA journal_mode")) {
        assertThat(mode.getString(1)).isEqualTo("wal");
      }
      try (var mode = statement.executeQuery("PRAGMA auto_vacuum")) {
        assertThat(mode.getInt(1)).isEqualTo(2);
      }
    }
  }

  @Test
  void wrongPasswordNamesItsFile() throws Exception {
    Path password = Files.writeString(directory.resolve("password"), "wrong\n");
    assertRefused(
        () -> Store.open(guarded(password)).close(),
        "rollcall.store.postgres.password-file",
        password.toString(),
        PostgresServer.GUARDED);
    assertRefused(
        () -> Store.open(guarded(null)).close(),
        "rollcall.store.postgres.user = " + PostgresServer.GUARDED,
        "password-file");
    Path missing = directory.resolve("missing");
    assertRefused(() -> Store.open(guarded(missing)).close(), missing.toString(), "no such file");
  }

  @Test
  void passwordIsReadFromItsFile() throws Exception {
    PostgresServer.administer(
        "CREATE ROLE " + PostgresServer.GUARDED + " LOGIN PASSWORD 'open sesame' SUPERUSER");
    try {
      Path password = Files.writeString(directory.resolve("password"), "open sesame\n");
      try (JournalNode node = JournalNode.start(guarded(password))) {
        node.recovered("counter|guarded").writeAll(1, 2, 0);
      }
    } finally {
      PostgresServer.administer("DROP OWNED BY " + PostgresServer.GUARDED);
    }
  }

  @Test
  void serverThatIsNotThereIsNamed() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/rollcall";
    assertRefused(
        () -> Store.open(postgres(url, "rollcall", null)).close(),
        "rollcall.store.postgres.url = " + url,
        "reachable");
  }

  private static StoreSettings guarded(@Nullable Path password) {
    StoreSettings.Postgres fresh = PostgresServer.freshDatabase().postgres();
    assertThat(fresh).isNotNull();
    return postgres(fresh.url(), PostgresServer.GUARDED, password);
  }

  private static StoreSettings postgres(String url, String user, @Nullable Path password) {
    return new StoreSettings(
        StoreSettings.Kind.POSTGRES,
        Path.of("unused"),
        new StoreSettings.Postgres(url, user, password));
  }

  private static void assertRefused(ThrowingCallable open, String... words) {
    assertThatThrownBy(open)
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll(words)
        .extracting(error -> ((UserError) error).code())
        .isEqualTo(ErrorCode.CONFIGURATION);
  }
}
