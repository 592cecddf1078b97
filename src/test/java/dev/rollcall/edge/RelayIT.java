package dev.rollcall.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.broadcast.Message;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.edge.EdgeFixture.Client;
import dev.rollcall.edge.EdgeFixture.Running;
import dev.rollcall.edge.line.RelayConsole;
import dev.rollcall.edge.line.RelaySession;
import dev.rollcall.wire.RelayMessage;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol relay, as its original's clients and newer ones see it. */
@Timeout(60)
class RelayIT {
  private static final String POEM = "12345: one line\nanother\r\n\nand a last one";

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final FakeTopics topics = FakeTopics.later(threads);
  private final List<AutoCloseable> open = new ArrayList<>();
  private EdgeFixture edge;
  private Running running;

  @BeforeEach
  void start() {
    start("flush-partial-after = 50ms");
  }

  private void start(String keys) {
    stop();
    edge =
        new EdgeFixture(
            "relay",
            """
            rollcall.limits { write-timeout = 2s, frame-timeout = 1s }
            rollcall.listeners.relay { %s }
            """
                .formatted(keys));
    running = edge.plain(RelaySession.of(edge.settings(), topics));
  }

  private void stop() {
    if (edge != null) {
      edge.close();
    }
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable client : open) {
      client.close();
    }
    stop();
    threads.shutdownNow();
  }

  private Client connect() throws IOException {
    int before = topics.followers();
    Client client = running.connect();
    open.add(client);
    if (edge.settings().broadcast()) {
      await().until(() -> topics.followers() == before + 1);
    }
    return client;
  }

  private void awaitTexts(String... texts) {
    await().untilAsserted(() -> assertThat(topics.texts("relay")).containsExactly(texts));
  }

  private static void expect(Client client, String text) throws IOException {
    assertThat(client.read(text)).isEqualTo(text);
  }

  @Test
  void aWholeWriteIsOneMessageAndReachesAllOthersButNotItsSender() throws IOException {
    Client sender = connect();
    Client other = connect();
    Client third = connect();
    sender.send(POEM);
    expect(other, POEM + "\n");
    expect(third, POEM + "\n");
    other.send("12346: hi\n");
    expect(sender, "12346: hi\n");
    expect(third, "12346: hi\n");
    assertThat(topics.texts("relay")).containsExactly(POEM, "12346: hi");
  }

  @Test
  void paddedWritesAreStripped() throws IOException {
    Client sender = connect();
    sender.send("1: a" + "\0".repeat(4092));
    awaitTexts("1: a");
    Client nothing = connect();
    nothing.send("\0\0\n\0");
    nothing.socket().shutdownOutput();
    assertThat(nothing.readAll()).isEqualTo("");
    sender.send("1: b\n\0\0");
    awaitTexts("1: a", "1: b");
  }

  @Test
  void aMessageOfTheGreatestLengthIsCompleteAtOnceAndTheNextBegins() throws IOException {
    start("flush-partial-after = 0");
    Client sender = connect();
    sender.send("x".repeat(4096) + "y".repeat(4096) + "z");
    awaitTexts("x".repeat(4096), "y".repeat(4096));
    assertThat(topics.appendSizes()).isNotEmpty();
    sender.socket().shutdownOutput();
    awaitTexts("x".repeat(4096), "y".repeat(4096), "z");
    assertThat(sender.readAll()).isEmpty();
  }

  @Test
  void messagesOfOneChunkAreOneAppend() throws IOException {
    start("framing = line");
    Client sender = connect();
    sender.send("a\nb\r\n\n\0c\0\n" + "x".repeat(4097) + "\nd");
    expect(sender, "ERROR FRAME-TOO-LONG a frame may have at most 4096 bytes\n");
    awaitTexts("a", "b", "c");
    assertThat(topics.appendSizes()).containsExactly(3);
    sender.send("\n");
    awaitTexts("a", "b", "c", "d");
  }

  @Test
  void whatIsSaidElsewhereArrivesTooAndOnOneLineWhereItHasFields() throws IOException {
    Client client = connect();
    topics.say("relay", "two\nlines");
    topics.say("other", "not here");
    topics.say(
        "relay", List.of(new Message(List.of(bytes("a"), bytes("1"), bytes("b"), bytes("x\ny")))));
    expect(client, "two\nlines\n{\"a\":\"1\",\"b\":\"x\\ny\"}\n");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  @Test
  void clientsThatExpectNothingButQuitGetNothing() throws IOException {
    start("flush-partial-after = 20ms, broadcast = off");
    Client client = connect();
    Client other = connect();
    other.send("hello");
    awaitTexts("hello");
    topics.say("relay", "news");
    assertThat(topics.followers()).isZero();
    drain();
    assertThat(client.readAll()).isEqualTo("Quit");
  }

  private TestProbe<Listener.Drained> drain() {
    TestProbe<Listener.Drained> drained = edge.kit.createTestProbe();
    running.listener().tell(new Listener.Drain(Duration.ofSeconds(10), drained.getRef()));
    return drained;
  }

  @Test
  void theFarewellIsFourBytesAndNothingAfterThem() throws IOException {
    Client client = connect();
    Client other = connect();
    topics.say("relay", "last news");
    expect(client, "last news\n");
    TestProbe<Listener.Drained> drained = drain();
    assertThat(client.readAll()).isEqualTo("Quit");
    assertThat(other.readAll()).isEqualTo("last news\nQuit");
    client.close();
    other.close();
    drained.receiveMessage(EdgeFixture.PATIENCE);
    assertThat(topics.followers()).isZero();
  }

  @Test
  void whatCannotBeAppendedIsToldAndTheConnectionLivesOn() throws IOException {
    Client client = connect();
    topics.fail(new UserError(ErrorCode.UNAVAILABLE, "not now"));
    client.send("lost");
    expect(client, "ERROR UNAVAILABLE not now\n");
    topics.fail(null);
    client.send("kept");
    awaitTexts("kept");
  }

  @Test
  void aClientThatVanishesInTheMiddleOfAMessageHarmsNobody() throws Exception {
    start("framing = line");
    Client other = connect();
    for (int i = 0; i < 10; i++) {
      Client vanishing = running.connect();
      vanishing.send("half a mess");
      vanishing.socket().setSoLinger(true, 0);
      vanishing.close();
    }
    await().until(() -> edge.limits.connections().total() == 1 && topics.followers() == 1);
    await().until(() -> edge.limits.held().bytes() == 0);
    assertThat(topics.texts("relay")).isEmpty();
    topics.say("relay", "still here");
    expect(other, "still here\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"framing = line", "framing = protobuf", "flush-partial-after = 0"})
  void aClientThatSendsAByteNowAndThenIsCut(String keys) throws Exception {
    start(keys);
    Client client = connect();
    if (keys.equals("framing = line")) {
      client.send("once ended by a newline\n");
      awaitTexts("once ended by a newline");
    }
    Future<?> dripping =
        threads.submit(
            () -> {
              Semaphore never = new Semaphore(0);
              while (!never.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                client.send("z");
              }
              return null;
            });
    assertThat(client.readAll()).contains("TIMEOUT a frame was not finished within 1000 ms");
    dripping.cancel(true);
    assertThat(String.join("", topics.texts("relay"))).doesNotContain("z");
  }

  @Test
  void aBrowserIsClosedOn() throws IOException {
    for (String keys : List.of("framing = quiet", "framing = line", "framing = protobuf")) {
      start(keys);
      Client client = connect();
      client.send("POST /" + "x".repeat(200) + " HTTP/1.1\r\nHost: y\r\n\r\n" + "harm".repeat(100));
      assertThat(client.readAll()).isEmpty();
      assertThat(topics.texts("relay")).isEmpty();
    }
  }

  @Test
  void oneWhoNeverReadsKeepsNothingIsNotCutAndMissesNothing() throws Exception {
    Client deaf = connect();
    Client other = connect();
    deaf.socket().setReceiveBufferSize(64 << 10);
    String text = "x".repeat(1000);
    List<String> said = Collections.synchronizedList(new ArrayList<>());
    Future<?> hearing =
        threads.submit(
            () -> {
              for (int i = 0; i < 10_000; i++) {
                String line = String.format("%05d", i) + text + "\n";
                assertThat(other.read(line)).isEqualTo(line);
              }
              return null;
            });
    for (int i = 0; i < 100; i++) {
      String[] batch = new String[100];
      for (int j = 0; j < batch.length; j++) {
        batch[j] = String.format("%05d", i * batch.length + j) + text;
        said.add(batch[j]);
      }
      topics.say("relay", batch);
    }
    hearing.get(30, TimeUnit.SECONDS);
    long others = 10_000L * 1005;
    assertThat(topics.bytesRead() - others)
        .as("what the kernel's buffers hold, and two pages")
        .isLessThan(8 << 20);
    assertThat(edge.limits.held().bytes()).isZero();
    Semaphore longEnoughToBeCut = new Semaphore(0);
    assertThat(longEnoughToBeCut.tryAcquire(4000, TimeUnit.MILLISECONDS)).isFalse();
    deaf.send("I can still talk");
    await().until(() -> topics.texts("relay").contains("I can still talk"));
    for (String line : said) {
      expect(deaf, line + "\n");
    }
  }

  @Test
  void whatIsGoneBeforeItWasReadIsToldOf() throws Exception {
    Client deaf = connect();
    deaf.socket().setReceiveBufferSize(64 << 10);
    MessageId last = MessageId.NONE;
    for (int i = 0; i < 12_000; i++) {
      last = topics.say("relay", "x".repeat(1000)).get(0);
    }
    topics.trim("relay", last);
    topics.say("relay", "the end");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(deaf.socket().getInputStream(), ISO_8859_1));
    List<String> others = new ArrayList<>();
    for (String line = in.readLine(); !line.equals("the end"); line = in.readLine()) {
      if (!line.equals("x".repeat(1000))) {
        others.add(line);
      }
    }
    assertThat(others)
        .singleElement()
        .asString()
        .matches("ERROR TRIMMED messages after 1-\\d+ up to " + last + " are not kept any more");
  }

  // ---- protobuf

  private static String protobuf(String text) {
    return new String(RelayMessage.of(bytes(text), "").delimited(), ISO_8859_1);
  }

  private static RelayMessage read(Client client) throws IOException {
    int length = client.socket().getInputStream().read();
    byte[] body = client.socket().getInputStream().readNBytes(length);
    return RelayMessage.read(body, 0, body.length).orElseThrow();
  }

  @Test
  void speaksProtobufBothWays() throws IOException {
    start("framing = protobuf");
    Client sender = connect();
    Client other = connect();
    sender.send(protobuf("one\n") + protobuf("") + protobuf("t\0o") + protobuf("three").charAt(0));
    assertThat(read(other)).isEqualTo(RelayMessage.of(bytes("one\n"), "1-1"));
    assertThat(read(other)).isEqualTo(RelayMessage.of(bytes("t\0o"), "1-2"));
    assertThat(topics.appendSizes()).containsExactly(2);
    sender.send(protobuf("three").substring(1));
    assertThat(read(other)).isEqualTo(RelayMessage.of(bytes("three"), "1-3"));
    drain();
    assertThat(read(other)).isEqualTo(RelayMessage.farewell());
    assertThat(other.readAll()).isEmpty();
    assertThat(read(sender)).isEqualTo(RelayMessage.farewell());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00ff\u00ff\u00ff\u00ff\7", "\u0081\40", "\5hello", "\2\12\7"})
  void answersHostileProtobufWithAnErrorAndCloses(String hostile) throws IOException {
    start("framing = protobuf");
    Client client = connect();
    client.send(protobuf("good") + hostile + protobuf("never read"));
    RelayMessage error = read(client);
    assertThat(error.error()).matches("(BAD-FRAME|FRAME-TOO-LONG) .+");
    assertThat(error.text().isEmpty()).isTrue();
    assertThat(client.readAll()).isEmpty();
    assertThat(topics.texts("relay")).containsExactly("good");
  }

  // ---- The console

  @Test
  void theConsolePrintsEachMessageOnOneLineInOrder() throws Exception {
    topics.say("relay", "before");
    try (LogCapture log = new LogCapture("rollcall.relay")) {
      List<RelayConsole> consoles = RelayConsole.start(List.of(edge.settings()), topics, threads);
      Client client = connect();
      client.send(POEM);
      awaitTexts("before", POEM);
      topics.say("relay", "\u001b[2J", "caf\u00e9");
      for (RelayConsole console : consoles) {
        console.stop().get(10, TimeUnit.SECONDS);
      }
      topics.say("relay", "after");
      assertThat(log.lines())
          .containsExactly(
              "[relay] 12345: one line\\x0aanother\\x0d\\x0a\\x0aand a last one",
              "[relay] \\x1b[2J",
              "[relay] caf\\xe9");
    }
    assertThat(topics.followers()).isEqualTo(1);
  }

  @Test
  void theConsoleIsNoClientAndHoldsUpNone() throws Exception {
    Semaphore printing = new Semaphore(0);
    Client client = connect();
    List<RelayConsole> consoles =
        RelayConsole.start(
            List.of(edge.settings()),
            topics,
            task ->
                threads.execute(
                    () -> {
                      printing.acquireUninterruptibly();
                      task.run();
                    }));
    topics.say("relay", "one", "two");
    expect(client, "one\ntwo\n");
    try (LogCapture log = new LogCapture("rollcall.relay")) {
      printing.release(100);
      await().until(() -> log.lines().size() == 2);
    }
    printing.release(100);
    consoles.get(0).stop().get(10, TimeUnit.SECONDS);
  }

  @Test
  void saysThatItWaitsOnceItIsBound() {
    try (LogCapture log = new LogCapture("rollcall.relay")) {
      start("port = 0");
      assertThat(log.lines()).containsExactly("Waiting for incoming connection...");
    }
  }

  /** Written by hand, as a reader of the published file would. */
  @Test
  void theFormOnTheWireIsWhatTheFileSays() throws IOException {
    start("framing = protobuf");
    Client client = connect();
    topics.say("relay", "hi");
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    expected.writeBytes(new byte[] {9, 0x0a, 2, 'h', 'i', 0x12, 3, '1', '-', '1'});
    expect(client, expected.toString(ISO_8859_1));
  }
}
