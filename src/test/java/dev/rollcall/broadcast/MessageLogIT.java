package dev.rollcall.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The message log on each store: what is appended is there, once, in one order, for everyone. */
class MessageLogIT {
  enum OnStore {
    SQLITE,
    POSTGRES;

    StoreSettings settings(Path directory) {
      return this == SQLITE ? StoreSettings.sqlite(directory) : PostgresServer.freshDatabase();
    }
  }

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
  void manyAppendsAtOnceBecomeFewEvents(OnStore store) throws Exception {
    try (LogNode node = LogNode.start(store.settings(directory))) {
      List<CompletableFuture<Appended>> appends = new ArrayList<>();
      for (int i = 0; i < 5000; i++) {
        appends.add(node.topics().append("t", null, LogNode.messages("m" + i)));
      }
      List<Appended> appended = appends.stream().map(LogNode::await).toList();
      assertThat(appended).doesNotHaveDuplicates();
      assertThat(node.history("t", MessageId.NONE, 700)).hasSize(5000);
      var range = node.store().events().range(Topic.persistenceId("t"));
      assertThat(range).isNotNull();
      assertThat(range.last()).isLessThan(2500);
    }
  }

  @ParameterizedTest
  @EnumSource
  void rangesGoBothWaysFromAnyId(OnStore store) {
    try (LogNode node = LogNode.start(store.settings(directory))) {
      List<MessageId> ids = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        Appended appended = node.append("t", "a" + i, "b" + i, "c" + i);
        ids.addAll(List.of(appended.id(0), appended.id(1), appended.id(2)));
      }
      for (int i = 0; i < ids.size(); i += 7) {
        MessageId id = ids.get(i);
        assertThat(node.history("t", id, 10).stream().map(Page.Entry::id))
            .containsExactlyElementsOf(ids.subList(i + 1, ids.size()));
        Page before =
            LogNode.await(node.topics().readBackwards("t", id, MessageId.NONE, 1000, 1 << 20));
        List<MessageId> expected = new ArrayList<>(ids.subList(0, i));
        Collections.reverse(expected);
        assertThat(before.entries().stream().map(Page.Entry::id))
            .containsExactlyElementsOf(expected);
      }
      Page middle = LogNode.await(node.topics().read("t", ids.get(10), ids.get(20), 1000, 1 << 20));
      assertThat(middle.entries().stream().map(Page.Entry::id))
          .containsExactlyElementsOf(ids.subList(11, 21));
    }
  }

  @ParameterizedTest
  @EnumSource
  void followersGetWhatComesFromNowOnOrFromAnywhere(OnStore store) throws Exception {
    try (LogNode node = LogNode.start(store.settings(directory))) {
      MessageId before = node.append("t", "early").first();
      try (Reader fromStart = new Reader(node.topics(), "t", MessageId.NONE);
          Reader fromEarly = new Reader(node.topics(), "t", before);
          Reader fromNow = new Reader(node.topics(), "t", null)) {
        node.append("t", "one");
        node.append("t", "two", "three");
        assertThat(fromStart.awaitTexts(4)).containsExactly("early", "one", "two", "three");
        assertThat(fromEarly.awaitTexts(3)).containsExactly("one", "two", "three");
        assertThat(fromNow.awaitTexts(3)).containsExactly("one", "two", "three");
        assertThat(LogNode.await(fromNow.next()).isEmpty()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void followerThatFallsFarBehindLosesNothing(OnStore store) throws Exception {
    try (LogNode node = LogNode.start(store.settings(directory));
        Reader late = new Reader(node.topics(), "t", null)) {
      String large = "x".repeat(20_000);
      // Ten times what is kept in memory for followers.
      List<MessageId> expected = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        List<CompletableFuture<Appended>> appends =
            IntStream.range(0, 100)
                .mapToObj(j -> node.topics().append("t", null, LogNode.messages(j + large)))
                .toList();
        appends.forEach(append -> expected.add(LogNode.await(append).first()));
      }
      List<MessageId> ids = late.awaitCount(4000).stream().map(Page.Entry::id).toList();
      assertThat(ids).isSorted().doesNotHaveDuplicates();
      assertThat(ids).containsExactlyInAnyOrderElementsOf(expected);
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
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                node.sweep("t");
                return LogNode.await(node.topics().describe("t")).count() <= 170;
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

  @ParameterizedTest
  @EnumSource
  void nameOfASetIsRefused(OnStore store) throws Exception {
    try (LogNode node = LogNode.start(store.settings(directory))) {
      node.store().keys().claim("names", Keys.Kind.SET);
      assertThatThrownBy(() -> node.append("names", "x"))
          .cause()
          .isInstanceOfSatisfying(
              UserError.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WRONG_TYPE));
    }
  }

  @ParameterizedTest
  @EnumSource
  void fieldsAndBytesComeBackAsTheyWere(OnStore store) {
    Message message =
        new Message(
            Stream.of("text", "x", "", "\0\r\n", "ünï")
                .flatMap(s -> Stream.of(s.getBytes(UTF_8), new byte[] {0, -1, 10}))
                .toList());
    try (LogNode node = LogNode.start(store.settings(directory))) {
      LogNode.await(node.topics().append("t", null, List.of(message)));
      List<Page.Entry> all = node.history("t", MessageId.NONE, 10);
      assertThat(all).hasSize(1);
      assertThat(all.get(0).message().fields())
          .usingElementComparator(java.util.Arrays::compare)
          .containsExactlyElementsOf(message.fields());
    }
  }
}
