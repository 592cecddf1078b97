package dev.rollcall.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.store.Keys;
import dev.rollcall.store.PostgresServer;
import dev.rollcall.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Removing, trimming, deleting and asking for IDs, on each store. */
class TopicChangesIT {
  @TempDir private Path directory;

  private static List<String> texts(LogNode node, String topic) {
    return LogNode.texts(Page.of(node.history(topic, MessageId.NONE, 7), null));
  }

  private static void assertRefused(ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .cause()
        .isInstanceOfSatisfying(UserError.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @EnumSource
  void idsAskedForAreGivenWhereTheyAreGreaterThanTheLast(OnStore store) {
    StoreSettings settings = store.settings(directory);
    MessageId five = new MessageId(5, 1);
    try (LogNode node = LogNode.start(settings)) {
      Topics topics = node.topics();
      assertThat(LogNode.await(at(topics, AppendAt.exact(five))).first()).isEqualTo(five);
      assertThat(LogNode.await(at(topics, AppendAt.within(5))).first()).isEqualTo(five.plus(1));
      assertRefused(() -> LogNode.await(at(topics, AppendAt.exact(five))), ErrorCode.OLD_ID);
      assertRefused(() -> LogNode.await(at(topics, AppendAt.within(4))), ErrorCode.OLD_ID);
    }
    try (LogNode node = LogNode.start(settings)) {
      Topics topics = node.topics();
      assertRefused(() -> LogNode.await(at(topics, AppendAt.within(4))), ErrorCode.OLD_ID);
      CompletableFuture<Appended> old = at(topics, AppendAt.exact(five));
      CompletableFuture<Appended> next = at(topics, AppendAt.NEXT);
      assertRefused(() -> LogNode.await(old), ErrorCode.OLD_ID);
      assertThat(LogNode.await(next).first().millis()).isGreaterThan(1_000_000);
      MessageId greatest = LogNode.await(at(topics, AppendAt.exact(MessageId.MAX))).first();
      assertThat(greatest).isEqualTo(MessageId.MAX);
      assertRefused(() -> LogNode.await(at(topics, AppendAt.NEXT)), ErrorCode.NO_MORE_IDS);
      assertThat(node.history("t", MessageId.NONE, 10)).hasSize(4);
    }
  }

  private static CompletableFuture<Appended> at(Topics topics, AppendAt at) {
    return topics.append("t", null, LogNode.messages("x"), at);
  }

  @ParameterizedTest
  @EnumSource
  void appendToATopicThatHasToExistMakesNone(OnStore store) {
    try (LogNode node = LogNode.start(store.settings(directory))) {
      Topics topics = node.topics();
      AppendAt existing = AppendAt.NEXT.ifExists();
      assertRefused(() -> LogNode.await(at(topics, existing)), ErrorCode.NO_SUCH_TOPIC);
      assertThat(LogNode.await(topics.names())).isEmpty();
      assertThat(LogNode.await(topics.create("t"))).isTrue();
      assertThat(LogNode.await(topics.create("t"))).isFalse();
      LogNode.await(at(topics, existing));
      assertThat(texts(node, "t")).containsExactly("x");
    }
  }

  @ParameterizedTest
  @EnumSource
  void followersDoNotSeeWhatWasRemovedBeforeTheyTookIt(OnStore store) throws Exception {
    try (LogNode node = LogNode.start(store.settings(directory))) {
      MessageId before = node.append("t", "early").first();
      try (Reader live = new Reader(node.topics(), "t", before);
          Reader behind = new Reader(node.topics(), "t", MessageId.NONE)) {
        Appended appended = node.append("t", "a", "b", "c", "d");
        assertThat(LogNode.await(node.topics().remove("t", List.of(before, appended.id(1)))))
            .isEqualTo(2);
        node.append("t", "e");
        assertThat(live.awaitTexts(4)).containsExactly("a", "c", "d", "e");
        assertThat(behind.awaitTexts(4)).containsExactly("a", "c", "d", "e");
        LogNode.await(node.topics().trim("t", Trim.toLength(1)));
        MessageId last = node.append("t", "f").first();
        try (Reader late = new Reader(node.topics(), "t", before)) {
          assertThat(late.awaitTexts(2)).containsExactly("e", "f");
          assertThat(late.gaps()).containsExactly(new Page.Gap(before, appended.id(3)));
        }
        assertThat(live.awaitTexts(5)).endsWith("e", "f");
        assertThat(live.gaps()).isEmpty();
        LogNode.await(node.topics().remove("t", List.of(last)));
        assertThat(LogNode.await(live.next()).isEmpty()).isTrue();
        assertThat(live.cursor()).isGreaterThanOrEqualTo(last);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void deletedTopicGivesItsNameBackAndItsIdsGoOn(OnStore store) throws Exception {
    StoreSettings settings = store.settings(directory);
    MessageId last;
    try (LogNode node = LogNode.start(settings)) {
      last = node.append("t", "a", "b").id(1);
      assertThat(LogNode.await(node.topics().delete("t"))).isTrue();
      assertThat(LogNode.await(node.topics().delete("t"))).isFalse();
      assertThat(LogNode.await(node.topics().names())).isEmpty();
      assertThat(node.store().keys().claim("t", Keys.Kind.SET)).isEqualTo(Keys.Kind.SET);
      assertRefused(() -> node.append("t", "x"), ErrorCode.WRONG_TYPE);
      node.store().keys().release("t", Keys.Kind.SET);
    }
    try (LogNode node = LogNode.start(settings)) {
      assertThat(LogNode.await(node.topics().describe("t")).exists()).isFalse();
      assertThat(texts(node, "t")).isEmpty();
      try (Reader reader = new Reader(node.topics(), "t", MessageId.NONE)) {
        assertThat(node.append("t", "c").first()).isGreaterThan(last);
        assertThat(reader.awaitTexts(1)).containsExactly("c");
        assertThat(reader.gaps()).containsExactly(new Page.Gap(MessageId.NONE, last));
      }
      TopicDescription described = LogNode.await(node.topics().describe("t"));
      assertThat(described.incarnation()).isEqualTo(1);
      assertThat(described.added()).isEqualTo(1);
      assertThat(LogNode.await(node.topics().names())).containsExactly("t");
    }
  }

  /** An entity that ended between the deletion and the giving back does that when it wakes. */
  @ParameterizedTest
  @EnumSource
  void nameOfADeletedTopicIsGivenBackLater(OnStore store) throws Exception {
    StoreSettings settings = store.settings(directory);
    try (LogNode node = LogNode.start(settings)) {
      node.append("t", "a");
      LogNode.await(node.topics().delete("t"));
      assertThat(node.store().keys().claim("t", Keys.Kind.TOPIC)).isEqualTo(Keys.Kind.TOPIC);
    }
    try (LogNode node = LogNode.start(settings)) {
      assertThat(LogNode.await(node.topics().names())).containsExactly("t");
      node.sweep("t");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> LogNode.await(node.topics().names()).isEmpty());
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsTrimmedGivesItsSpaceBack(OnStore store) throws Exception {
    Retention chapters = new Retention(Duration.ZERO, 0, 1600);
    try (LogNode node = LogNode.start(store.settings(directory), chapters, null)) {
      for (int i = 0; i < 500; i++) {
        node.append("t", "m" + i);
      }
      assertThat(LogNode.await(node.topics().trim("t", Trim.toLength(20)))).isEqualTo(480);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                node.sweep("t");
                var range = node.store().events().range(Topic.persistenceId("t"));
                assertThat(range).isNotNull();
                assertThat(range.first()).isGreaterThan(350);
              });
      assertThat(texts(node, "t")).hasSize(20).startsWith("m480");
      LogNode.await(node.topics().delete("t"));
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                node.sweep("t");
                var range = node.store().events().range(Topic.persistenceId("t"));
                assertThat(range).isNotNull();
                assertThat(range.last() - range.first()).isLessThan(2);
              });
    }
  }

  @Test
  void messagesUnderOldIdsAreAsYoungAsTheyAre() {
    Retention hour = new Retention(Duration.ofHours(1), 0, 0);
    try (LogNode node = LogNode.start(StoreSettings.sqlite(directory), hour, null)) {
      LogNode.await(at(node.topics(), AppendAt.exact(new MessageId(1, 1))));
      node.sweep("t");
      node.append("t", "now");
      node.sweep("t");
      assertThat(LogNode.await(node.topics().describe("t")).count()).isEqualTo(2);
      assertThat(texts(node, "t")).containsExactly("x", "now");
    }
  }

  @Test
  void changesGoOnWhenTheDatabaseComesBackAndAreMadeOnce() {
    StoreSettings settings = PostgresServer.freshDatabase();
    try (LogNode node = LogNode.start(settings)) {
      List<MessageId> ids = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        ids.add(node.append("t", "m" + i).first());
      }
      List<CompletableFuture<Long>> removed = new ArrayList<>();
      for (int i = 0; i < ids.size(); i++) {
        if (i % 3 == 1) {
          removed.add(node.topics().remove("t", List.of(ids.get(i))));
        }
        if (i % 60 == 59) {
          PostgresServer.disconnect(settings);
          LogNode.await(removed.get(removed.size() - 1));
        }
      }
      long sum = removed.stream().mapToLong(LogNode::await).sum();
      assertThat(sum).isEqualTo(100);
      PostgresServer.disconnect(settings);
      assertThat(LogNode.await(node.topics().trim("t", Trim.toLength(50)))).isEqualTo(150);
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreException(CompletionException.class)
          .untilAsserted(() -> assertThat(texts(node, "t")).hasSize(50));
      assertThat(LogNode.await(node.topics().describe("t")).count()).isEqualTo(50);
    }
  }

  @Test
  void otherNodesSeeAtOnceWhatWasChanged() throws Exception {
    StoreSettings settings = PostgresServer.freshDatabase();
    try (LogNode one = LogNode.start(settings);
        LogNode two = LogNode.start(settings, LogNode.KEEP_ALL, one)) {
      for (int topic = 0; topic < 6; topic++) {
        String name = "topic-" + topic;
        Appended appended = one.append(name, "a", "b", "c", "d");
        try (Reader reader = new Reader(two.topics(), name, appended.id(3))) {
          LogNode.await(one.topics().remove(name, List.of(appended.id(1))));
          assertThat(texts(two, name)).containsExactly("a", "c", "d");
          LogNode.await(two.topics().trim(name, Trim.before(appended.id(2))));
          assertThat(texts(one, name)).containsExactly("c", "d");
          assertThat(LogNode.await(one.topics().find(name, List.of(appended.id(0)))))
              .containsOnlyNulls();
          MessageId id = LogNode.await(append(two, name, "e")).first();
          LogNode.await(one.topics().remove(name, List.of(id)));
          one.append(name, "f");
          assertThat(reader.awaitTexts(1)).isSubsetOf("e", "f");
          LogNode.await(two.topics().delete(name));
          assertThat(texts(one, name)).isEmpty();
        }
      }
    }
  }

  private static CompletableFuture<Appended> append(LogNode node, String topic, String text) {
    return node.topics().append(topic, null, LogNode.messages(text));
  }
}
