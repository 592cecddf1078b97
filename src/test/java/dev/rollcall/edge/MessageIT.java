package dev.rollcall.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.broadcast.Message;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.edge.EdgeFixture.Client;
import dev.rollcall.edge.EdgeFixture.Running;
import dev.rollcall.edge.line.MessageSession;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol message, as its original's clients and newer ones see it. */
@Timeout(60)
class MessageIT {
  private static final String EMPTY = "ERROR EMPTY-MESSAGE a message needs at least one byte\n";
  private static final String NOT_TEXT = "ERROR BAD-ENCODING a message has to be UTF-8\n";
  private static final String TOO_LONG =
      "ERROR FRAME-TOO-LONG a frame may have at most 1024 bytes\n";

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final FakeTopics topics = FakeTopics.later(threads);
  private final List<AutoCloseable> open = new ArrayList<>();
  private EdgeFixture edge;
  private Running running;

  @BeforeEach
  void start() {
    edge =
        new EdgeFixture(
            "message",
            """
            rollcall.limits { write-timeout = 2s, frame-timeout = 1s }
            rollcall.listeners.message { frame-bytes-max = 1024, idle-timeout = 1s }
            """);
    running = edge.plain(MessageSession.of(edge.settings(), topics));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable client : open) {
      client.close();
    }
    edge.close();
    threads.shutdownNow();
  }

  private Client connect() throws IOException {
    Client client = running.connect();
    open.add(client);
    return client;
  }

  private static void expect(Client client, String text) throws IOException {
    assertThat(client.read(text)).isEqualTo(text);
  }

  private static void ask(Client client, String sent, String answer) throws IOException {
    client.send(sent);
    expect(client, answer);
  }

  private static void expectNothing(Client client) throws IOException {
    client.socket().setSoTimeout(200);
    assertThatThrownBy(() -> client.read("x")).isInstanceOf(SocketTimeoutException.class);
    client.socket().setSoTimeout((int) EdgeFixture.PATIENCE.toMillis());
  }

  private static String line(Client client) throws IOException {
    StringBuilder line = new StringBuilder();
    for (String next = client.read("x"); !next.equals("\n"); next = client.read("x")) {
      assertThat(next).as(line.toString()).isNotEmpty();
      line.append(next);
    }
    return line.toString();
  }

  // ---- Messages

  @Test
  void acknowledgesEachMessageOfAClientThatWaitsForTheAnswer() throws IOException {
    Client client = connect();
    ask(client, "Hello Server", "ACK");
    ask(client, "/help is a message here", "ACK");
    ask(client, "//as this is", "ACK");
    ask(client, "two\nlines are two", "ACK\n");
    assertThat(topics.texts("messages"))
        .containsExactly("Hello Server", "/help is a message here", "//as this is", "two");
    client.send("\n");
    expect(client, "ACK\n");
    client.send("exit\n");
    assertThat(client.readAll()).isEmpty();
  }

  @Test
  void acknowledgesNothingBeforeItIsDurable() throws IOException {
    CompletableFuture<Void> durable = new CompletableFuture<>();
    topics.acknowledgeAfter(durable);
    Client client = connect();
    client.send("one\ntwo\n");
    expectNothing(client);
    durable.complete(null);
    expect(client, "ACK\nACK\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit", "EXIT", "eXiT\n", "exit\r\n", "exit\0\0"})
  void exitEndsTheConnectionWithoutAnAnswer(String exit) throws IOException {
    Client client = connect();
    ask(client, "hello", "ACK");
    client.send(exit);
    assertThat(client.readAll()).isEmpty();
    assertThat(topics.texts("messages")).containsExactly("hello");
  }

  @Test
  void whatComesBeforeExitIsAnsweredAndWhatComesAfterItIsNot() throws IOException {
    Client client = connect();
    client.send("one\n/leave x\nexiting\nexit\ntwo\n");
    assertThat(client.readAll()).isEqualTo("ACK\nERROR BAD-ARGUMENT you have not joined x\nACK\n");
    assertThat(topics.texts("messages")).containsExactly("one", "exiting");
  }

  @Test
  void theMessagesOfOneChunkAreOneAppend() throws IOException {
    Client client = connect();
    ask(client, "a\nb\nc\n//d\n", "ACK\n".repeat(4));
    assertThat(topics.appendSizes()).containsExactly(4);
    assertThat(topics.texts("messages")).containsExactly("a", "b", "c", "/d");
  }

  @Test
  void whatIsNoMessageHasOneErrorLineInItsPlaceAndNothingIsLost() throws IOException {
    Client client = connect();
    String sent = "a\n\nb\n" + "x".repeat(1025) + "\nc\n\u00ff\nd\n/\u00ff\ncaf\u00c3\u00a9\n";
    String answers = "ACK\n" + EMPTY + "ACK\n" + TOO_LONG + "ACK\n" + NOT_TEXT + "ACK\n";
    ask(client, sent, answers + NOT_TEXT + "ACK\n");
    assertThat(topics.texts("messages")).containsExactly("a", "b", "c", "d", "caf\u00c3\u00a9");
    Client other = connect();
    ask(other, "x".repeat(1025), TOO_LONG);
    ask(other, "\n", "");
    Client third = connect();
    ask(third, "caf\u00e9", NOT_TEXT);
    ask(third, "fine", "ACK");
  }

  @Test
  void aFailureOfTheLogIsAnErrorLineForEachMessage() throws IOException {
    Client client = connect();
    topics.fail(new UserError(ErrorCode.UNAVAILABLE, "not now"));
    ask(client, "a\n\nb\n", "ERROR UNAVAILABLE not now\n" + EMPTY + "ERROR UNAVAILABLE not now\n");
    ask(client, "/send x y\n", "ERROR UNAVAILABLE not now\n");
    topics.fail(null);
    ask(client, "c\n", "ACK\n");
    assertThat(topics.texts("messages")).containsExactly("c");
  }

  @Test
  void aClientThatSendsAByteNowAndThenIsToldSoAndCut() throws Exception {
    Client client = connect();
    ask(client, "a\n", "ACK\n");
    var dripping =
        threads.submit(
            () -> {
              Semaphore never = new Semaphore(0);
              while (!never.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                client.send("z");
              }
              return null;
            });
    assertThat(client.readAll())
        .isEqualTo("ERROR TIMEOUT a frame was not finished within 1000 ms\n");
    dripping.cancel(true);
  }

  @Test
  void aClientThatVanishesInTheMiddleOfAMessageLeavesNothing() throws Exception {
    Client client = connect();
    ask(client, "a\n", "ACK\n");
    ask(client, "/join news\n", "OK joined news\n");
    client.send("half a mess");
    client.socket().setSoLinger(true, 0);
    client.close();
    await().until(() -> edge.limits.connections().total() == 0);
    assertThat(topics.followers()).isZero();
    assertThat(topics.texts("messages")).containsExactly("a");
  }

  @Test
  void aBrowserIsClosedOn() throws IOException {
    Client client = connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\n\r\n/send a b\n");
    assertThat(client.readAll()).isEmpty();
    assertThat(topics.texts("a")).isEmpty();
  }

  // ---- Commands

  @Test
  void helpListsTheCommands() throws IOException {
    Client client = connect();
    client.send("/help\n");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      lines.add(line(client));
    }
    assertThat(lines)
        .extracting(line -> line.split(" ", 2)[0])
        .containsExactly("/help", "/topics", "/join", "/leave", "/send", "/history", "OK");
    assertThat(lines.get(6)).isEqualTo("OK 6");
  }

  @Test
  void topicsListsTheTopics() throws IOException {
    Client client = connect();
    ask(client, "/topics\n", "OK 0\n");
    topics.say("b", "x");
    topics.say("a", "x");
    ask(client, "/topics\n", "a\nb\nOK 2\n");
    for (int i = 0; i < 1000; i++) {
      topics.say("n" + i + "-".repeat(100), "x");
    }
    client.send("/topics\nhello\n");
    for (int i = 0; i < 1002; i++) {
      assertThat(line(client)).doesNotStartWith("OK");
    }
    expect(client, "OK 1002\nACK\n");
  }

  @Test
  void sendAnswersTheIdOfTheMessage() throws IOException {
    Client client = connect();
    ask(client, "/send news hello  world \n", "OK 1-1\n");
    ask(client, "/send news  /join\n", "OK 1-2\n");
    assertThat(topics.texts("news")).containsExactly("hello  world ", " /join");
    ask(client, "/send news \n", EMPTY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /join               | BAD-ARGUMENT write /join TOPIC [ID]
          /join a b c         | BAD-ARGUMENT write /join TOPIC [ID]
          /join a b           | BAD-ARGUMENT an ID must be milliseconds-sequence, both numbers
          /join ACK           | BAD-ARGUMENT a topic's name must be 1 to 255 bytes without spaces and control characters, and not ACK, OK, ERROR or TRIMMED
          /leave              | BAD-ARGUMENT write /leave TOPIC
          /leave a            | BAD-ARGUMENT you have not joined a
          /send a             | BAD-ARGUMENT write /send TOPIC TEXT
          /history            | BAD-ARGUMENT write /history TOPIC [ID]
          /help me            | BAD-ARGUMENT write /help
          /histroy a          | UNKNOWN-COMMAND /histroy is no command; did you mean /history? /help lists them, // begins a message with a slash
          /frobnicate         | UNKNOWN-COMMAND /frobnicate is no command; /help lists them, // begins a message with a slash
          /                   | UNKNOWN-COMMAND / is no command; /help lists them, // begins a message with a slash
          /JOIN a             | UNKNOWN-COMMAND /JOIN is no command; /help lists them, // begins a message with a slash
          """)
  void saysWhatIsWrongWithACommand(String command, String error) throws IOException {
    Client client = connect();
    ask(client, command + "\nhello\n", "ERROR " + error + "\nACK\n");
  }

  @Test
  void aWordAsLongAsAFrameIsNotRepeated() throws IOException {
    ask(
        connect(),
        "/" + "x".repeat(1000) + "\n",
        "ERROR UNKNOWN-COMMAND no such command; /help lists them, // begins a message with a"
            + " slash\n");
  }

  @Test
  void answersComeInTheOrderOfTheQuestions() throws IOException {
    Client client = connect();
    ask(
        client,
        "a\n/send t x\nb\n/history t\n/send t y\n\n/history t\n/frob\nc\n",
        "ACK\nOK 1-1\nACK\n1-1 x\nOK 1\nOK 1-2\n"
            + EMPTY
            + "1-1 x\n1-2 y\nOK 2\n"
            + "ERROR UNKNOWN-COMMAND /frob is no command; /help lists them, // begins a message with"
            + " a slash\nACK\n");
  }

  // ---- History

  @Test
  void historyListsWhatComesAfterAnId() throws IOException {
    Client client = connect();
    topics.say("t", "a", "b", "c");
    ask(client, "/history t\n", "1-1 a\n1-2 b\n1-3 c\nOK 3\n");
    ask(client, "/history t 1-1\n", "1-2 b\n1-3 c\nOK 2\n");
    ask(client, "/history t 1-3\n", "OK 0\n");
    ask(client, "/history t 9\n", "OK 0\n");
    ask(client, "/history none\n", "OK 0\n");
  }

  @Test
  void whatOneLineCannotHoldIsJsonAndWhatIsNoTextIsPassedOn() throws IOException {
    Client client = connect();
    topics.say("t", "a\nb", "a\rb", "{}", "\u00ff");
    topics.say(
        "t",
        List.of(
            new Message(List.of(bytes("k"), bytes("v"), bytes("k"), bytes("\u00ff\n"))),
            new Message(List.of(bytes("other"), bytes("x")))));
    ask(
        client,
        "/history t\n",
        """
        1-1 {"text":"a\\nb"}
        1-2 {"text":"a\\rb"}
        1-3 {}
        1-4 \u00ff
        1-5 {"k":"v","k":"\u00ef\u00bf\u00bd\\n"}
        1-6 {"other":"x"}
        OK 6
        """);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  @Test
  void whatIsGoneIsToldOfWhereSomebodyAskedForIt() throws IOException {
    Client client = connect();
    List<MessageId> ids = topics.say("t", "a", "b", "c");
    topics.trim("t", ids.get(1));
    ask(client, "/history t 1-1\n", "TRIMMED 1-1 1-2 t\n1-3 c\nOK 1\n");
    ask(client, "/history t\n", "1-3 c\nOK 1\n");
    ask(client, "/join t 1-1\n", "OK joined t\nTRIMMED 1-1 1-2 t\nt 1-3 c\n");
  }

  @Test
  void aLongHistoryIsReadAsFastAsTheClientTakesIt() throws Exception {
    String text = "x".repeat(1000);
    for (int i = 0; i < 100; i++) {
      String[] batch = new String[100];
      Arrays.fill(batch, text);
      topics.say("t", batch);
    }
    Client client = connect();
    client.socket().setReceiveBufferSize(64 << 10);
    client.send("/history t\nhello\n");
    await().until(() -> topics.bytesRead() > 0);
    long read = settled();
    assertThat(read).as("what the kernel's buffers hold, and two pages").isLessThan(8 << 20);
    assertThat(edge.limits.held().bytes()).isLessThan(64 << 10);
    topics.say("t", "not part of it");
    for (int i = 1; i <= 10_000; i++) {
      String line = "1-" + i + " " + text + "\n";
      expect(client, line);
    }
    expect(client, "OK 10000\nACK\n");
  }

  /** What was read of the log when nothing more is. */
  private long settled() {
    long[] last = {-1};
    await()
        .pollInterval(Duration.ofMillis(150))
        .until(
            () -> {
              long before = last[0];
              last[0] = topics.bytesRead();
              return last[0] == before;
            });
    return last[0];
  }

  @Test
  void aClientThatDoesNotTakeTheHistoryItAskedForIsCut() throws Exception {
    String text = "x".repeat(1000);
    for (int i = 0; i < 10_000; i++) {
      topics.say("t", text);
    }
    Client client = connect();
    client.socket().setReceiveBufferSize(64 << 10);
    client.send("/history t\n");
    await().until(() -> edge.limits.connections().total() == 1);
    await().until(() -> edge.limits.connections().total() == 0);
    assertThat(edge.limits.held().bytes()).isZero();
  }

  // ---- Following

  @Test
  void whatIsSaidOnATopicThatWasJoinedArrives() throws IOException {
    Client client = connect();
    topics.say("t", "before");
    ask(client, "/join t\n", "OK joined t\n");
    topics.say("t", "one", "two\nlines");
    expect(client, "t 1-2 one\nt 1-3 {\"text\":\"two\\nlines\"}\n");
    ask(client, "/leave t\n", "OK left t\n");
    topics.say("t", "three");
    expectNothing(client);
    ask(client, "/join t 1-2\n", "OK joined t\n");
    expect(client, "t 1-3 {\"text\":\"two\\nlines\"}\nt 1-4 three\n");
    ask(client, "/join t\n", "OK joined t\n");
    ask(client, "/join t 1-3\n", "OK joined t\nt 1-4 three\n");
    assertThat(topics.followers()).isEqualTo(1);
  }

  @Test
  void aClientHearsItsOwnMessagesOnATopicItHasJoined() throws IOException {
    Client client = connect();
    ask(client, "/join messages\n", "OK joined messages\n");
    client.send("hello\n");
    expect(client, "ACK\nmessages 1-1 hello\n");
  }

  @Test
  void severalTopicsHaveTheirTurns() throws IOException {
    Client client = connect();
    String text = "x".repeat(10_000);
    String[] many = new String[50];
    Arrays.fill(many, text);
    topics.say("busy", many);
    topics.say("calm", "one");
    client.send("/join busy 0\n/join calm 0\n");
    expect(client, "OK joined busy\nOK joined calm\n");
    int busyLines = 0;
    String line = line(client);
    for (; line.startsWith("busy "); line = line(client)) {
      busyLines++;
    }
    assertThat(line).isEqualTo("calm 1-1 one");
    assertThat(busyLines).as("a page of the busy one").isLessThan(10);
    for (; busyLines < 50; busyLines++) {
      assertThat(line(client)).startsWith("busy ");
    }
    topics.say("calm", "two");
    topics.say("busy", "more");
    assertThat(List.of(line(client), line(client)))
        .containsExactlyInAnyOrder("calm 1-2 two", "busy 1-51 more");
  }

  @Test
  void joinsAreLimited() throws IOException {
    Client client = connect();
    StringBuilder commands = new StringBuilder();
    StringBuilder answers = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      commands.append("/join t").append(i).append('\n');
      answers.append("OK joined t").append(i).append('\n');
    }
    ask(client, commands.toString(), answers.toString());
    ask(client, "/join more\n", "ERROR BAD-ARGUMENT at most 100 topics, /leave one first\n");
    ask(client, "/join t7\n/leave t7\n/join more\n", "OK joined t7\nOK left t7\nOK joined more\n");
    assertThat(topics.followers()).isEqualTo(100);
  }

  @Test
  void aClientThatHasJoinedMayBeSilentAndOthersMayNot() throws IOException {
    Client listener = connect();
    ask(listener, "/join t\n", "OK joined t\n");
    Client silent = connect();
    ask(silent, "hello\n", "ACK\n");
    assertThat(silent.readAll()).isEmpty();
    topics.say("t", "still here?");
    expect(listener, "t 1-1 still here?\n");
    ask(listener, "/leave t\n", "OK left t\n");
    assertThat(listener.readAll()).isEmpty();
  }

  @Test
  void oneWhoNeverReadsKeepsNothingIsNotCutAndMissesNothing() throws Exception {
    Client client = connect();
    client.socket().setReceiveBufferSize(64 << 10);
    ask(client, "/join t\n", "OK joined t\n");
    String text = "x".repeat(1000);
    for (int i = 0; i < 100; i++) {
      String[] batch = new String[100];
      Arrays.fill(batch, text);
      topics.say("t", batch);
    }
    assertThat(settled()).as("what the kernel's buffers hold, and two pages").isLessThan(8 << 20);
    assertThat(edge.limits.held().bytes()).isZero();
    Semaphore longEnoughToBeCut = new Semaphore(0);
    assertThat(longEnoughToBeCut.tryAcquire(4000, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(edge.limits.connections().total()).isEqualTo(1);
    for (int i = 1; i <= 10_000; i++) {
      expect(client, "t 1-" + i + " " + text + "\n");
    }
    ask(client, "hello\n", "ACK\n");
  }

  @Test
  void aDrainEndsListenersAtOnceWithoutAWord() throws IOException {
    Client client = connect();
    ask(client, "/join t\n", "OK joined t\n");
    TestProbe<Listener.Drained> drained = edge.kit.createTestProbe();
    running.listener().tell(new Listener.Drain(Duration.ofSeconds(10), drained.getRef()));
    assertThat(client.readAll()).isEmpty();
    client.close();
    drained.receiveMessage(EdgeFixture.PATIENCE);
    assertThat(topics.followers()).isZero();
  }

  @Test
  void logsConnections() throws IOException {
    try (LogCapture log = new LogCapture("rollcall.message")) {
      Running other = edge.plain(MessageSession.of(edge.settings(), topics));
      try (Client first = other.connect()) {
        ask(first, "a", "ACK");
        try (Client second = other.connect()) {
          ask(second, "b", "ACK");
          assertThat(log.lines())
              .containsExactly(
                  "[SERVER STARTED] Listening on port " + other.address().getPort(),
                  "[NEW CONNECTION] ('127.0.0.1', " + first.socket().getLocalPort() + ")",
                  "[ACTIVE CONNECTIONS] 1",
                  "[NEW CONNECTION] ('127.0.0.1', " + second.socket().getLocalPort() + ")",
                  "[ACTIVE CONNECTIONS] 2");
        }
      }
    }
  }
}
