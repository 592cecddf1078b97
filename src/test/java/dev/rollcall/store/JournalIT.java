package dev.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an entity may rely on, on each database. */
class JournalIT {
  private static final String NAME = "counter|one";

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void eventsOutliveRestart(StoreSettings.Kind kind) {
    StoreSettings settings = TestStores.fresh(kind, directory);
    try (JournalNode node = JournalNode.start(settings)) {
      JournalNode.Entity entity = node.entity(NAME, Long.MAX_VALUE);
      assertThat(entity.awaitRecovered()).isEqualTo(Counted.Total.NONE);
      entity.writeAll(1, 50, 100);
    }
    try (JournalNode node = JournalNode.start(settings)) {
      JournalNode.Entity entity = node.entity(NAME, Long.MAX_VALUE);
      assertThat(entity.awaitRecovered()).isEqualTo(Counted.Total.upTo(50));
      assertThat(entity.write(51, 0)).isEqualTo(Counted.Total.upTo(51));
    }
  }

  @ParameterizedTest
  @EnumSource
  void recoveryBeginsAtSnapshot(StoreSettings.Kind kind) throws Exception {
    StoreSettings settings = TestStores.fresh(kind, directory);
    try (JournalNode node = JournalNode.start(settings)) {
      JournalNode.Entity entity = node.entity(NAME, 10);
      entity.awaitRecovered();
      entity.writeAll(1, 25, 0);
    }
    // Unreadable, so that recovery fails if it reads one of them.
    spoil(settings, "sequence_number <= 20");
    try (JournalNode node = JournalNode.start(settings)) {
      assertThat(node.entity(NAME, 10).awaitRecovered()).isEqualTo(Counted.Total.upTo(25));
    }
  }

  @ParameterizedTest
  @EnumSource
  void manyEntitiesWriteAtOnce(StoreSettings.Kind kind) {
    StoreSettings settings = TestStores.fresh(kind, directory);
    try (JournalNode node = JournalNode.start(settings)) {
      List<JournalNode.Entity> entities =
          IntStream.range(0, 20).mapToObj(i -> node.recovered("counter|" + i)).toList();
      for (int number = 1; number <= 20; number++) {
        for (JournalNode.Entity entity : entities) {
          entity.begin(number, 1000);
        }
        for (JournalNode.Entity entity : entities) {
          assertThat(entity.awaitWritten()).isEqualTo(Counted.Total.upTo(number));
        }
      }
    }
    try (JournalNode node = JournalNode.start(settings)) {
      for (int i = 0; i < 20; i++) {
        assertThat(node.entity("counter|" + i, Long.MAX_VALUE).awaitRecovered())
            .isEqualTo(Counted.Total.upTo(20));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void eventOfMegabyteComesBack(StoreSettings.Kind kind) {
    StoreSettings settings = TestStores.fresh(kind, directory);
    try (JournalNode node = JournalNode.start(settings)) {
      JournalNode.Entity entity = node.recovered(NAME);
      entity.writeAll(1, 40, 1 << 20);
      entity.stop();
      assertThat(node.entity(NAME, 1).awaitRecovered()).isEqualTo(Counted.Total.upTo(40));
    }
  }

  @ParameterizedTest
  @EnumSource
  void recoversWhenOnlyNewestEventIsKept(StoreSettings.Kind kind) throws Exception {
    StoreSettings settings = TestStores.fresh(kind, directory);
    try (JournalNode node = JournalNode.start(settings)) {
      JournalNode.Entity entity = node.entity(NAME, 20);
      entity.awaitRecovered();
      entity.writeAll(1, 20, 0);
      node.store().events().delete(NAME, Long.MAX_VALUE);
      entity.stop();
      entity = node.entity(NAME, 20);
      assertThat(entity.awaitRecovered()).isEqualTo(Counted.Total.upTo(20));
      assertThat(entity.write(21, 0)).isEqualTo(Counted.Total.upTo(21));
      assertThat(node.store().events().range(NAME)).isEqualTo(new Events.Range(20, 21));
    }
  }

  @ParameterizedTest
  @EnumSource
  void secondWriterOfOneEntityIsFenced(StoreSettings.Kind kind) {
    StoreSettings settings = TestStores.fresh(kind, directory);
    try (JournalNode one = JournalNode.start(settings);
        JournalNode other = JournalNode.start(settings)) {
      JournalNode.Entity first = one.recovered(NAME);
      first.writeAll(1, 5, 0);
      JournalNode.Entity second = other.recovered(NAME);
      second.write(6, 0);
      first.begin(666, 0);
      assertThat(StoreFailure.of(first.awaitFailure())).isEqualTo(StoreFailure.CONFLICT);
      first = one.entity(NAME, Long.MAX_VALUE);
      assertThat(first.awaitRecovered()).isEqualTo(Counted.Total.upTo(6));
      assertThat(first.write(7, 0)).isEqualTo(Counted.Total.upTo(7));
    }
  }

  @ParameterizedTest
  @EnumSource
  void damagedEventIsRefused(StoreSettings.Kind kind) throws Exception {
    StoreSettings settings = TestStores.fresh(kind, directory);
    try (JournalNode node = JournalNode.start(settings)) {
      JournalNode.Entity entity = node.recovered(NAME);
      entity.writeAll(1, 3, 0);
      entity.stop();
      assertThat(spoil(settings, "sequence_number = 2")).isEqualTo(1);
      Throwable failure = node.entity(NAME, 1).awaitFailure();
      assertThat(failure).hasMessageContaining(NAME).hasStackTraceContaining("is damaged");
      assertThat(StoreFailure.of(failure)).isEqualTo(StoreFailure.OTHER);
    }
  }

  private static int spoil(StoreSettings settings, String which) throws SQLException {
    String bytes =
        settings.kind() == StoreSettings.Kind.SQLITE ? "x'010203040506'" : "'\\x010203040506'";
    return TestStores.execute(
        settings, "UPDATE event_journal SET event_payload = " + bytes + " WHERE " + which);
  }
}
