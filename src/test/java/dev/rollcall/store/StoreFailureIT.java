package dev.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an entity's journal dies of. */
class StoreFailureIT {
  private static final String NAME = "counter|one";
  private static final int PAGE_BYTES = 4096;

  @TempDir private Path directory;

  @Test
  void fullDiskStoresNothingAndMayBeAskedAgain() {
    StoreSettings settings = StoreSettings.sqlite(directory);
    long written = 0;
    try (JournalNode node =
        JournalNode.start(
            settings,
            "pekko-persistence-jdbc.shared-databases.rollcall.db.properties.max_page_count = 50")) {
      JournalNode.Entity entity = node.recovered(NAME);
      entity.writeAll(1, 2, 0);
      entity.begin(666, 50 * PAGE_BYTES);
      assertThat(StoreFailure.of(entity.awaitFailure())).isEqualTo(StoreFailure.FULL);
      JournalNode.Entity again = node.entity(NAME, Long.MAX_VALUE);
      written = again.awaitRecovered().count();
      assertThat(again.write(3, 0)).isEqualTo(Counted.Total.upTo(3));
    }
    assertThat(written).isEqualTo(2);
  }

  /** As it is with a disk whose failed writes the system forgets, and reports success again. */
  @Test
  void nothingIsAcknowledgedAfterFatalFailure() throws Exception {
    StoreSettings settings = StoreSettings.sqlite(directory);
    try (JournalNode node = JournalNode.start(settings)) {
      node.recovered("counter|before").writeAll(1, 5, 10 * PAGE_BYTES);
    }
    try (JournalNode node = JournalNode.start(settings)) {
      JournalNode.Entity one = node.recovered(NAME);
      JournalNode.Entity other = node.recovered("counter|other");
      byte[] good = Files.readAllBytes(settings.file());
      overwrite(settings.file(), new byte[good.length - PAGE_BYTES], PAGE_BYTES);
      one.begin(1, 0);
      assertThat(StoreFailure.of(one.awaitFailure())).isEqualTo(StoreFailure.FATAL);
      overwrite(settings.file(), good, 0);
      other.begin(1, 0);
      assertThat(StoreFailure.of(other.awaitFailure())).isEqualTo(StoreFailure.FATAL);
    }
    try (JournalNode node = JournalNode.start(settings)) {
      assertThat(node.entity("counter|other", 1).awaitRecovered()).isEqualTo(Counted.Total.NONE);
      assertThat(node.entity("counter|before", 1).awaitRecovered())
          .isEqualTo(Counted.Total.upTo(5));
    }
  }

  private static void overwrite(Path file, byte[] bytes, long at) throws Exception {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      assertThat(channel.write(ByteBuffer.wrap(bytes), at)).isEqualTo(bytes.length);
    }
  }

  @Test
  void lostConnectionMayBeAskedAgain() throws Exception {
    StoreSettings settings = PostgresServer.freshDatabase();
    try (JournalNode node = JournalNode.start(settings)) {
      JournalNode.Entity entity = node.recovered(NAME);
      entity.write(1, 0);
      try (Connection connection = TestStores.connect(settings)) {
        lock(connection);
        entity.begin(2, 0);
        Awaitility.await().until(() -> waiting(settings) > 0);
        PostgresServer.disconnect(settings);
      }
      Throwable failure = entity.awaitFailure();
      assertThat(StoreFailure.of(failure)).isEqualTo(StoreFailure.LOST);
      assertThat(failure).satisfies(StoreFailureIT::repeatsNothingStored);
      entity = recoveredAtLast(node);
      assertThat(entity.write(2, 0)).isEqualTo(Counted.Total.upTo(2));
    }
  }

  private static void repeatsNothingStored(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      assertThat(e.getMessage()).doesNotContain("values (");
    }
  }

  /** Other connections of the pool are broken too, and are found to be one by one. */
  private static JournalNode.Entity recoveredAtLast(JournalNode node) {
    return Awaitility.await()
        .until(
            () -> {
              JournalNode.Entity entity = node.entity(NAME, Long.MAX_VALUE);
              return entity.recovers() ? entity : null;
            },
            Objects::nonNull);
  }

  private static void lock(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE event_journal IN EXCLUSIVE MODE");
    }
  }

  private static int waiting(StoreSettings settings) throws SQLException {
    try (Connection connection = TestStores.connect(settings);
        Statement statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()"
                    + " AND wait_event_type = 'Lock'")) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  @Test
  void serverThatDoesNotAnswerIsGivenUp() throws Exception {
    StoreSettings settings = PostgresServer.freshDatabase();
    try (JournalNode node =
        JournalNode.start(
            settings,
            "pekko-persistence-jdbc.shared-databases.rollcall.db.properties.socketTimeout = 1")) {
      JournalNode.Entity entity = node.recovered(NAME);
      entity.write(1, 0);
      try (Connection connection = TestStores.connect(settings)) {
        lock(connection);
        entity.begin(2, 0);
        assertThat(StoreFailure.of(entity.awaitFailure())).isEqualTo(StoreFailure.LOST);
      }
    }
  }

  /** Twenty entities that wait for one commit need one or two more, not twenty. */
  @Test
  void whatWaitsMeanwhileSharesTransaction() throws Exception {
    StoreSettings settings = StoreSettings.sqlite(directory);
    try (JournalNode node = JournalNode.start(settings)) {
      List<JournalNode.Entity> entities =
          IntStream.range(0, 20).mapToObj(i -> node.recovered("counter|" + i)).toList();
      Path log = settings.file().resolveSibling("rollcall.db-wal");
      int before = commits(log);
      try (Connection connection = TestStores.connect(settings);
          Statement statement = connection.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        int serialized = Counted.Format.WRITTEN.get();
        entities.forEach(entity -> entity.begin(1, 0));
        Awaitility.await().until(() -> Counted.Format.WRITTEN.get() == serialized + 20);
        statement.execute("ROLLBACK");
      }
      entities.forEach(JournalNode.Entity::awaitWritten);
      assertThat(commits(log) - before).isBetween(1, 3);
    }
  }

  /** Transactions in a write-ahead log: frames that say how large the database then is. */
  private static int commits(Path log) throws Exception {
    int header = 32;
    int frameHeader = 24;
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(log));
    int commits = 0;
    for (int at = header; at + frameHeader <= bytes.limit(); at += frameHeader + PAGE_BYTES) {
      boolean current = bytes.getLong(at + 8) == bytes.getLong(16);
      commits += current && bytes.getInt(at + 4) != 0 ? 1 : 0;
    }
    return commits;
  }
}
