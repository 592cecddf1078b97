package dev.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an entity may rely on, on each database. */
class JournalIT {
  private static final String NAME = "counter|one";

  @TempDir private Path directory;

  private StoreSettings fresh(StoreSettings.Kind kind) {
    return kind == StoreSettings.Kind.SQLITE
        ? StoreSettings.sqlite(directory)
        : PostgresServer.freshDatabase();
  }

  @ParameterizedTest
  @EnumSource
  void eventsOutliveRestart(StoreSettings.Kind kind) {
    StoreSettings settings = fresh(kind);
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
}
