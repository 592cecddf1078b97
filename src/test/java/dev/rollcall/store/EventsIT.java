package dev.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventsIT {
  private static final String NAME = "counter|one";
  private static final int PAYLOAD_BYTES = StoredFormat.HEADER_BYTES + Long.BYTES + 100;

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void readsWhatJournalWrote(StoreSettings.Kind kind) throws Exception {
    try (JournalNode node = JournalNode.start(TestStores.fresh(kind, directory))) {
      node.recovered(NAME).writeAll(1, 20, 100);
      Events events = node.store().events();
      assertThat(events.range(NAME)).isEqualTo(new Events.Range(1, 20));
      List<Events.Stored> some = events.read(NAME, 5, 9, Long.MAX_VALUE);
      assertThat(some).extracting(Events.Stored::sequence).containsExactly(5L, 6L, 7L, 8L, 9L);
      Counted.Format format = new Counted.Format();
      for (Events.Stored stored : some) {
        assertThat(format.fromBinary(stored.payload(), "added"))
            .isEqualTo(new Counted.Added(stored.sequence(), 100));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void readingStopsWithTheEventThatReachesTheLimit(StoreSettings.Kind kind) throws Exception {
    try (JournalNode node = JournalNode.start(TestStores.fresh(kind, directory))) {
      node.recovered(NAME).writeAll(1, 20, 100);
      Events events = node.store().events();
      assertThat(events.read(NAME, 1, 20, 2 * PAYLOAD_BYTES)).hasSize(2);
      assertThat(events.read(NAME, 1, 20, 2 * PAYLOAD_BYTES + 1)).hasSize(3);
      assertThat(events.read(NAME, 1, 20, 1)).hasSize(1);
      assertThat(events.read(NAME, 21, 30, 1)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void headIsTheBeginningOfThePayload(StoreSettings.Kind kind) throws Exception {
    try (JournalNode node = JournalNode.start(TestStores.fresh(kind, directory))) {
      node.recovered(NAME).writeAll(1, 3, 1 << 20);
      Events events = node.store().events();
      byte[] head = events.head(NAME, 2, StoredFormat.HEADER_BYTES + Long.BYTES);
      assertThat(head).hasSize(StoredFormat.HEADER_BYTES + Long.BYTES);
      ByteBuffer body = new Counted.Format().body(head);
      assertThat(body.getLong()).isEqualTo(2);
      assertThat(events.head(NAME, 4, 10)).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsKeptOfAnEntityThatNeverWrote(StoreSettings.Kind kind) throws Exception {
    try (Store store = Store.open(TestStores.fresh(kind, directory))) {
      assertThat(store.events().range(NAME)).isNull();
      assertThat(store.events().read(NAME, 1, 10, 10)).isEmpty();
      store.events().delete(NAME, 10);
    }
  }

  @ParameterizedTest
  @EnumSource
  void newestEventIsNeverDeleted(StoreSettings.Kind kind) throws Exception {
    try (JournalNode node = JournalNode.start(TestStores.fresh(kind, directory))) {
      node.recovered(NAME).writeAll(1, 30, 0);
      node.recovered("counter|other").writeAll(1, 3, 0);
      Events events = node.store().events();
      events.delete(NAME, 9);
      assertThat(events.range(NAME)).isEqualTo(new Events.Range(10, 30));
      events.delete(NAME, 30);
      assertThat(events.range(NAME)).isEqualTo(new Events.Range(30, 30));
      events.delete(NAME, Long.MAX_VALUE);
      assertThat(events.range(NAME)).isEqualTo(new Events.Range(30, 30));
      assertThat(events.range("counter|other")).isEqualTo(new Events.Range(1, 3));
    }
  }

  @ParameterizedTest
  @EnumSource
  void entitiesAreFoundByTheirBeginning(StoreSettings.Kind kind) throws Exception {
    try (JournalNode node = JournalNode.start(TestStores.fresh(kind, directory))) {
      Events events = node.store().events();
      assertThat(events.entities("counter|")).isEmpty();
      for (String name : List.of("counter|a", "Counter|a", "counter|é", "counter|b", "countes|a")) {
        node.recovered(name).writeAll(1, 3, 0);
      }
      node.recovered("counter|unwritten");
      assertThat(events.entities("counter|"))
          .containsExactly("counter|a", "counter|b", "counter|é");
      assertThat(events.entities("counter|b")).containsExactly("counter|b");
      assertThat(events.entities("d")).isEmpty();
    }
  }

  @Test
  void fileShrinksWhenEventsAreDeleted() throws Exception {
    StoreSettings settings = StoreSettings.sqlite(directory);
    long before;
    try (JournalNode node = JournalNode.start(settings)) {
      node.recovered(NAME).writeAll(1, 40, 1 << 19);
    }
    before = Files.size(settings.file());
    assertThat(before).isGreaterThan(40L << 19);
    try (JournalNode node = JournalNode.start(settings)) {
      JournalNode.Entity entity = node.recovered(NAME);
      node.store().events().delete(NAME, 39);
      entity.write(41, 0);
    }
    assertThat(Files.size(settings.file())).isLessThan(before / 10);
  }

  /** Autovacuum comes when it likes; the test calls its work itself. */
  @Test
  void roomOfDeletedEventsIsUsedAgain() throws Exception {
    StoreSettings settings = PostgresServer.freshDatabase();
    try (JournalNode node = JournalNode.start(settings)) {
      JournalNode.Entity entity = node.recovered(NAME);
      entity.writeAll(1, 40, 1 << 19);
      node.store().events().delete(NAME, 40);
      TestStores.execute(settings, "VACUUM event_journal");
      entity.writeAll(41, 80, 1 << 19);
      assertThat(tableBytes(settings)).isLessThan(45L << 19);
    }
  }

  private static long tableBytes(StoreSettings settings) throws Exception {
    try (var connection = TestStores.connect(settings);
        var statement = connection.createStatement();
        var row =
            statement.executeQuery("SELECT pg_total_relation_size('event_journal'::regclass)")) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    }
  }
}
