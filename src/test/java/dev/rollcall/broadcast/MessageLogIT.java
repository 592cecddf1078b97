package dev.rollcall.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.store.Keys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The message log on each store: what is appended is there, once, in one order, for everyone. */
@ParameterizedClass
@EnumSource(OnStore.class)
class MessageLogIT {
  private static final AtomicInteger TOPICS = new AtomicInteger();

  @TempDir private static Path directory;

  @SuppressWarnings("NullAway.Init") // Started before any test.
  private static LogNode node;

  /** A topic of this test's own. */
  private final String topic = "topic-" + TOPICS.incrementAndGet();

  /** The store is that of the node, which all tests share. */
  MessageLogIT(OnStore store) {}

  @BeforeParameterizedClassInvocation
  static void start(OnStore store) {
    node = LogNode.start(store.settings(directory));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    node.close();
  }

  @Test
  void manyAppendsAtOnceBecomeFewEvents() throws Exception {
    List<CompletableFuture<Appended>> appends = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      appends.add(node.topics().append(topic, null, LogNode.messages("m" + i)));
    }
    List<Appended> appended = appends.stream().map(LogNode::await).toList();
    assertThat(appended).doesNotHaveDuplicates();
    assertThat(node.history(topic, MessageId.NONE, 700)).hasSize(5000);
    var range = node.store().events().range(Topic.persistenceId(topic));
    assertThat(range).isNotNull();
    assertThat(range.last()).isLessThan(2500);
  }

  @Test
  void rangesGoBothWaysFromAnyId() {
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Appended appended = node.append(topic, "a" + i, "b" + i, "c" + i);
      ids.addAll(List.of(appended.id(0), appended.id(1), appended.id(2)));
    }
    for (int i = 0; i < ids.size(); i += 7) {
      MessageId id = ids.get(i);
      assertThat(node.history(topic, id, 10).stream().map(Page.Entry::id))
          .containsExactlyElementsOf(ids.subList(i + 1, ids.size()));
      Page before =
          LogNode.await(node.topics().readBackwards(topic, id, MessageId.NONE, 1000, 1 << 20));
      List<MessageId> expected = new ArrayList<>(ids.subList(0, i));
      Collections.reverse(expected);
      assertThat(before.entries().stream().map(Page.Entry::id)).containsExactlyElementsOf(expected);
    }
    Page middle = LogNode.await(node.topics().read(topic, ids.get(10), ids.get(20), 1000, 1 << 20));
    assertThat(middle.entries().stream().map(Page.Entry::id))
        .containsExactlyElementsOf(ids.subList(11, 21));
  }

  @Test
  void followersGetWhatComesFromNowOnOrFromAnywhere() throws Exception {
    MessageId before = node.append(topic, "early").first();
    try (Reader fromStart = new Reader(node.topics(), topic, MessageId.NONE);
        Reader fromEarly = new Reader(node.topics(), topic, before);
        Reader fromNow = new Reader(node.topics(), topic, null)) {
      node.append(topic, "one");
      node.append(topic, "two", "three");
      assertThat(fromStart.awaitTexts(4)).containsExactly("early", "one", "two", "three");
      assertThat(fromEarly.awaitTexts(3)).containsExactly("one", "two", "three");
      assertThat(fromNow.awaitTexts(3)).containsExactly("one", "two", "three");
      assertThat(LogNode.await(fromNow.next()).isEmpty()).isTrue();
    }
  }

  @Test
  void followerThatFallsFarBehindLosesNothing() throws Exception {
    try (Reader late = new Reader(node.topics(), topic, null)) {
      String large = "x".repeat(20_000);
      // Ten times what is kept in memory for followers.
      List<MessageId> expected = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        List<CompletableFuture<Appended>> appends =
            IntStream.range(0, 100)
                .mapToObj(j -> node.topics().append(topic, null, LogNode.messages(j + large)))
                .toList();
        appends.forEach(append -> expected.add(LogNode.await(append).first()));
      }
      List<MessageId> ids = late.awaitCount(4000).stream().map(Page.Entry::id).toList();
      assertThat(ids).isSorted().doesNotHaveDuplicates();
      assertThat(ids).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void nameOfASetIsRefused() throws Exception {
    node.store().keys().claim(topic, Keys.Kind.SET);
    assertThatThrownBy(() -> node.append(topic, "x"))
        .cause()
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WRONG_TYPE));
  }

  @Test
  void fieldsAndBytesComeBackAsTheyWere() {
    Message message =
        new Message(
            Stream.of("text", "x", "", "\0\r\n", "ünï")
                .flatMap(s -> Stream.of(s.getBytes(UTF_8), new byte[] {0, -1, 10}))
                .toList());
    LogNode.await(node.topics().append(topic, null, List.of(message)));
    List<Page.Entry> all = node.history(topic, MessageId.NONE, 10);
    assertThat(all).hasSize(1);
    assertThat(all.get(0).message().fields())
        .usingElementComparator(java.util.Arrays::compare)
        .containsExactlyElementsOf(message.fields());
  }
}
