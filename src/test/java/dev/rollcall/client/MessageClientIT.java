package dev.rollcall.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MessageClientIT {
  @SuppressWarnings("NullAway.Init") // Started before each test.
  private MessageServer server;

  @SuppressWarnings("NullAway.Init") // Made before each test.
  private MessageClient client;

  @BeforeEach
  void start() throws IOException {
    server = MessageServer.start();
    client =
        MessageClient.create(ConnectionOptions.defaults().at("127.0.0.1", server.port()).plain());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void appendsTextsAsTheyAreAndReturnsTheirIds() throws IOException {
    List<String> texts = List.of("one", " two  blanks ", "/join x", "ünï", "cr\r", "\0x");
    List<String> ids = client.send("news", texts.stream().map(t -> t.getBytes(UTF_8)).toList());
    assertThat(server.texts("news")).isEqualTo(texts);
    assertThat(ids).hasSize(6).doesNotHaveDuplicates().first().isEqualTo("1700000000000-1");
    assertThat(client.send("news", "seven")).isEqualTo("1700000000000-7");
  }

  @Test
  void streamsAnyNumberOfTextsInBoundedMemory() throws IOException {
    int batches = 60;
    AtomicInteger given = new AtomicInteger();
    AtomicInteger ahead = new AtomicInteger();
    AtomicInteger aheadMax = new AtomicInteger();
    List<String> all = new ArrayList<>();
    client.send(
        "news",
        () -> {
          if (given.getAndIncrement() == batches) {
            return null;
          }
          aheadMax.accumulateAndGet(ahead.incrementAndGet(), Math::max);
          return ByteSlices.copyOf(
              IntStream.range(0, 5_000).mapToObj(i -> ("text " + i).getBytes(UTF_8)).toList());
        },
        (texts, ids) -> {
          ahead.decrementAndGet();
          all.addAll(ids);
        });
    assertThat(all).hasSize(batches * 5_000).doesNotHaveDuplicates();
    assertThat(server.texts("news")).hasSize(batches * 5_000);
    assertThat(aheadMax.get()).isLessThan(12);
  }

  @Test
  void tellsWhichTextWasRefusedAndKeepsTheIdsOfTheOthers() {
    server.refuse(text -> text.startsWith("bad"));
    List<String> all = new ArrayList<>();
    AtomicInteger given = new AtomicInteger();
    assertThatExceptionOfType(ServerError.class)
        .isThrownBy(
            () ->
                client.send(
                    "news",
                    () -> batch(given.getAndIncrement() == 0 ? "a,bad,c,bad too,e" : "later"),
                    (texts, ids) -> all.addAll(ids)))
        .withMessage("of 2 refused texts the first: text 2: server: TEXT not this one")
        .satisfies(e -> assertThat(e.code()).isEqualTo("TEXT"));
    // What was on its way already is appended, and only that.
    assertThat(server.texts("news")).startsWith("a", "c", "e").hasSize(all.size());
    assertThat(given.get()).isLessThan(12);
  }

  @Test
  void refusesWhatNoLineCanCarryBeforeAnythingIsSent() {
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> client.send("news", List.of(bytes("fine"), bytes("two\nlines"))))
        .withMessage("text 2: a text to send must not contain a newline");
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> client.send("news", "x\0"))
        .withMessageContaining("must not end in a NUL byte");
    for (String topic : List.of("", "two words", "line\nbreak")) {
      assertThatExceptionOfType(UserError.class)
          .isThrownBy(() -> client.send(topic, "x"))
          .withMessageContaining("topic's name");
    }
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> client.follower("news", Optional.of("1-2\n/send news x")))
        .withMessageContaining("not a message ID");
    assertThat(server.texts("news")).isEmpty();
  }

  @Test
  void followsFromAnyIdAndFromNowOn() throws Exception {
    for (int i = 1; i <= 5; i++) {
      server.append("news", "old " + i);
    }
    assertThat(follow(Optional.of("1700000000000-3"), 2))
        .containsExactly(
            new TopicMessage("1700000000000-4", "old 4"),
            new TopicMessage("1700000000000-5", "old 5"));
    TopicFollower follower = client.follower("news", Optional.empty());
    Taken taken = new Taken(1);
    FutureTask<Void> following = started(follower, taken);
    await().until(() -> server.connections() == 2);
    await()
        .until(
            () -> {
              server.append("news", "new");
              return following.isDone();
            });
    assertThat(taken.messages).extracting(TopicMessage::text).containsExactly("new");
  }

  @Test
  void missesAndRepeatsNothingInAHundredLostConnections() throws Exception {
    int count = 5_000;
    server.cutAfter(1_234, 100);
    Taken taken = new Taken(count);
    TopicFollower follower = client.follower("news", Optional.of("0"));
    FutureTask<Void> following = started(follower, taken);
    for (int i = 0; i < count; i++) {
      server.append("news", "message " + i);
      if (i % 50 == 0) {
        int upTo = i / 2;
        await().pollDelay(0, TimeUnit.MILLISECONDS).until(() -> taken.messages.size() >= upTo);
      }
    }
    following.get(50, TimeUnit.SECONDS);
    assertThat(taken.messages)
        .extracting(TopicMessage::text)
        .containsExactlyElementsOf(
            IntStream.range(0, count).mapToObj(i -> "message " + i).toList());
    assertThat(server.cuts()).isEqualTo(100);
    assertThat(taken.interruptions).hasSize(100);
  }

  @Test
  void missesNothingBetweenJoiningAndTheFirstMessage() throws Exception {
    server.append("news", "before");
    server.tellPosition();
    server.cutAfter(0, 1);
    Taken taken = new Taken(3);
    TopicFollower follower = client.follower("news", Optional.empty());
    FutureTask<Void> following = started(follower, taken);
    await().until(() -> follower.position().isPresent());
    server.append("news", "one");
    server.append("news", "two");
    server.append("news", "three");
    following.get(30, TimeUnit.SECONDS);
    assertThat(taken.messages)
        .extracting(TopicMessage::text)
        .containsExactly("one", "two", "three");
  }

  @Test
  void tellsOfMessagesThatAreGone() throws Exception {
    server.append("news", "kept");
    server.trim("0-0 1700000000000-1");
    Taken taken = new Taken(1);
    client.follower("news", Optional.of("0")).run(taken);
    assertThat(taken.gaps).containsExactly("0-0..1700000000000-1");
    assertThat(taken.messages).hasSize(1);
  }

  @Test
  void triesAgainOnlyWhereThatCanHelp() throws Exception {
    server.refuseJoins("WRONGTYPE it is a set");
    assertThatExceptionOfType(ServerError.class)
        .isThrownBy(() -> client.follower("news", Optional.empty()).run(new Taken(1)))
        .withMessage("server: WRONGTYPE it is a set");

    server.refuseJoins(null);
    server.append("news", "one");
    server.cutAfter("news 1700000000000-1 one\n".length(), 1);
    Taken taken = new Taken(2);
    FutureTask<Void> following = started(client.follower("news", Optional.of("0")), taken);
    await().until(() -> taken.messages.size() == 1);
    server.refuseJoins("UNAVAILABLE moving");
    server.append("news", "two");
    await().until(() -> taken.interruptions.contains("server: UNAVAILABLE moving"));
    server.refuseJoins(null);
    following.get(30, TimeUnit.SECONDS);
    assertThat(taken.messages).extracting(TopicMessage::text).containsExactly("one", "two");
  }

  @Test
  void stopsFollowingFromAnyThread() throws Exception {
    TopicFollower follower = client.follower("news", Optional.of("0"));
    FutureTask<Void> following = started(follower, new Taken(1));
    await().until(() -> server.connections() == 1);
    follower.stop();
    following.get(10, TimeUnit.SECONDS);
  }

  @Test
  void passesOnAFailureOfItsUser() {
    server.append("news", "one");
    Taken failing =
        new Taken(1) {
          @Override
          public boolean messages(List<TopicMessage> messages) throws IOException {
            throw new IOException("disk full");
          }
        };
    assertThatIOException()
        .isThrownBy(() -> client.follower("news", Optional.of("0")).run(failing))
        .withMessage("disk full");
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void tellsWhereSomethingElseListens() throws Exception {
    try (ListServer lookups = ListServer.plain(ListServer::honest)) {
      MessageClient misled =
          MessageClient.create(
              ConnectionOptions.defaults().at("127.0.0.1", lookups.port()).plain());
      assertThatIOException()
          .isThrownBy(() -> misled.send("news", "x"))
          .withMessageEndingWith("not an answer of a message listener: STRING NOT FOUND");
      assertThatIOException()
          .isThrownBy(() -> misled.follower("news", Optional.empty()).run(new Taken(1)))
          .withMessageEndingWith("not an answer of a message listener: STRING NOT FOUND");
    }
  }

  private List<TopicMessage> follow(Optional<String> after, int count) throws IOException {
    Taken taken = new Taken(count);
    client.follower("news", after).run(taken);
    return taken.messages;
  }

  private static FutureTask<Void> started(TopicFollower follower, TopicFollower.Sink sink) {
    FutureTask<Void> following =
        new FutureTask<>(
            () -> {
              follower.run(sink);
              return null;
            });
    Thread thread = new Thread(following, "following");
    thread.setDaemon(true);
    thread.start();
    return following;
  }

  private static ByteSlices batch(String texts) {
    return ByteSlices.copyOf(List.of(texts.split(",")).stream().map(t -> bytes(t)).toList());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** Keeps what it is told, until it has enough. */
  private static class Taken implements TopicFollower.Sink {
    private final int wanted;
    final List<TopicMessage> messages = new CopyOnWriteArrayList<>();
    final List<String> gaps = new CopyOnWriteArrayList<>();
    final List<String> interruptions = new CopyOnWriteArrayList<>();

    Taken(int wanted) {
      this.wanted = wanted;
    }

    @Override
    public boolean messages(List<TopicMessage> some) throws IOException {
      messages.addAll(some);
      return messages.size() < wanted;
    }

    @Override
    public void trimmed(String from, String to) {
      gaps.add(from + ".." + to);
    }

    @Override
    public void interrupted(IOException reason) {
      interruptions.add(String.valueOf(reason.getMessage()));
    }
  }
}
