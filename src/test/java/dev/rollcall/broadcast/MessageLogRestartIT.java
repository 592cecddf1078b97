package dev.rollcall.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.store.PostgresServer;
import dev.rollcall.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was appended outlives the node, on each store, and goes when it need not be kept. */
class MessageLogRestartIT {
  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void appendsInOrderAndReadsBackAfterRestart(OnStore store) {
    StoreSettings settings = store.settings(directory);
    Appended first;
    Appended second;
    try (LogNode node = LogNode.start(settings)) {
      first = node.append("t", "a", "b");
      second = node.append("t", "c");
      assertThat(second.first()).isGreaterThan(first.id(1));
    }
    try (LogNode node = LogNode.start(settings)) {
      Appended third = node.append("t", "d");
      List<Page.Entry> all = node.history("t", MessageId.NONE, 100);
      assertThat(all.stream().map(Page.Entry::id))
          .containsExactly(first.id(0), first.id(1), second.first(), third.first());
      assertThat(LogNode.texts(Page.of(all, null))).containsExactly("a", "b", "c", "d");
      assertThat(LogNode.await(node.topics().names())).containsExactly("t");
    }
  }

  @ParameterizedTest
  @EnumSource
  void appendRepeatedUnderItsKeyIsStoredOnce(OnStore store) {
    StoreSettings settings = store.settings(directory);
    AppendKey key = new AppendKey("me", "1");
    Appended first;
    try (LogNode node = LogNode.start(settings)) {
      first = LogNode.await(node.topics().append("t", key, LogNode.messages("once")));
      assertThat(LogNode.await(node.topics().append("t", key, LogNode.messages("once"))))
          .isEqualTo(first);
    }
    try (LogNode node = LogNode.start(settings)) {
      assertThat(LogNode.await(node.topics().append("t", key, LogNode.messages("once"))))
          .isEqualTo(first);
      assertThat(node.history("t", MessageId.NONE, 10)).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void retentionDeletesTheOldestAndSaysSo(OnStore store) throws Exception {
    Retention retention = new Retention(Duration.ZERO, 0, 160);
    try (LogNode node = LogNode.start(store.settings(directory), retention, null)) {
      MessageId first = node.append("t", "first").first();
      for (int i = 0; i < 400; i++) {
        node.append("t", "m" + i);
      }
      // As long as there are more than that, a sweep under way may take more away.
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                node.sweep("t");
                return LogNode.await(node.topics().describe("t")).count() <= 160;
              });
      TopicDescription description = LogNode.await(node.topics().describe("t"));
      try (Reader reader = new Reader(node.topics(), "t", first)) {
        List<Page.Entry> kept = reader.awaitCount((int) description.count());
        assertThat(reader.gaps()).containsExactly(new Page.Gap(first, description.trimmedTo()));
        assertThat(new String(kept.get(kept.size() - 1).message().text(), UTF_8)).isEqualTo("m399");
      }
      var range = node.store().events().range(Topic.persistenceId("t"));
      assertThat(range).isNotNull();
      assertThat(range.first()).isGreaterThan(200);
      try (Reader exactly = new Reader(node.topics(), "t", description.trimmedTo())) {
        exactly.awaitCount((int) description.count());
        assertThat(exactly.gaps()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void messagesThatAreTooOldGoEvenIfNothingMoreIsSaid(OnStore store) {
    StoreSettings settings = store.settings(directory);
    Retention retention = new Retention(Duration.ofMillis(300), 0, 0);
    MessageId last;
    try (LogNode node = LogNode.start(settings, retention, null)) {
      last = node.append("t", "a", "b").first();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                node.sweep("t");
                return node.history("t", MessageId.NONE, 10).isEmpty();
              });
    }
    try (LogNode node = LogNode.start(settings, retention, null)) {
      assertThat(LogNode.await(node.topics().describe("t")).count()).isZero();
      assertThat(node.append("t", "c").first()).isGreaterThan(last);
    }
  }

  @Test
  void appendsGoOnWhenTheDatabaseComesBackAndNothingIsStoredTwice() {
    StoreSettings settings = PostgresServer.freshDatabase();
    try (LogNode node = LogNode.start(settings)) {
      List<CompletableFuture<Appended>> appends = new ArrayList<>();
      for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 200; i++) {
          appends.add(node.topics().append("t", null, LogNode.messages(round + "/" + i)));
        }
        PostgresServer.disconnect(settings);
        LogNode.await(appends.get(appends.size() - 1));
      }
      List<MessageId> acknowledged =
          appends.stream().map(append -> LogNode.await(append).first()).sorted().toList();
      // Reading, too, finds connections that are gone.
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreException(CompletionException.class)
          .untilAsserted(
              () ->
                  assertThat(node.history("t", MessageId.NONE, 1000).stream().map(Page.Entry::id))
                      .containsExactlyElementsOf(acknowledged));
    }
  }
}
