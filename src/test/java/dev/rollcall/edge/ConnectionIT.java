package dev.rollcall.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.edge.line.EchoSession;
import dev.rollcall.edge.line.LookupSession;
import dev.rollcall.lookup.Membership;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One connection over a stream that is cut into chunks as nastily as one likes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectionIT {
  private static final String YES = "STRING EXISTS\n";
  private static final String NO = "STRING NOT FOUND\n";

  private final ExecutorService membershipThreads = Executors.newFixedThreadPool(4);
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private EdgeFixture edge;

  @BeforeAll
  void start() {
    edge =
        new EdgeFixture(
            """
            rollcall.limits { frame-timeout = 400ms, write-timeout = 400ms, handshake-timeout = 400ms }
            rollcall.listeners.lookup { idle-timeout = 30s, frame-bytes-max = 64 }
            """);
  }

  @AfterAll
  void stop() {
    clock.shutdownNow();
    membershipThreads.shutdownNow();
    edge.close();
  }

  /** A connection that was let in, and what the test needs to see of it. */
  private final class Running {
    final InMemoryPeer peer;
    final CompletableFuture<Done> slot = new CompletableFuture<>();
    final ActorRef<Connection.Command> connection;
    final TestProbe<Void> probe = edge.kit.createTestProbe(Void.class);

    Running(Session.Factory sessions, InMemoryPeer peer, Limits limits) {
      ListenerSettings listener = edge.settings();
      this.peer = peer;
      this.connection =
          edge.kit.spawn(
              Connection.create(
                  new Connection.Terms(listener, limits, sessions),
                  new Arrival(
                      peer.incoming,
                      limits.connections().admit("lookup", 0, peer.incoming.peer().getAddress()),
                      slot)));
    }

    Running(Session.Factory sessions) {
      this(sessions, new InMemoryPeer(edge.kit.system()), edge.limits);
    }

    void expectGone() {
      probe.expectTerminated(connection.unsafeUpcast(), EdgeFixture.PATIENCE);
    }
  }

  private Running lookup(Membership membership) {
    return new Running(LookupSession.of(edge.settings(), membership));
  }

  private Running echo() {
    return new Running(EchoSession.of(edge.settings()));
  }

  @RepeatedTest(20)
  void hostileChunkingChangesNoAnswer() throws Exception {
    hostileChunking(FakeMembership.of("a", "b", ""));
  }

  @RepeatedTest(20)
  void hostileChunkingChangesNoAnswerThatIsLate() throws Exception {
    hostileChunking(FakeMembership.later(membershipThreads, "a", "b", ""));
  }

  private void hostileChunking(Membership membership) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    StringBuilder sent = new StringBuilder();
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      switch (random.nextInt(6)) {
        case 0 -> add(sent, "a\n", expected, YES);
        case 1 -> add(sent, "b\0\0\r\n", expected, YES);
        case 2 -> add(sent, "\n", expected, YES);
        case 3 -> add(sent, "\0\0\0x\0y\n", expected, NO);
        case 4 ->
            add(
                sent,
                "z".repeat(65 + random.nextInt(100)) + "\n",
                expected,
                "ERROR FRAME-TOO-LONG a frame may have at most 64 bytes\n");
        default -> add(sent, "\r\n", expected, YES);
      }
    }
    add(sent, "b", expected, YES);
    Running running = lookup(membership);
    byte[] bytes = sent.toString().getBytes(StandardCharsets.ISO_8859_1);
    for (int from = 0; from < bytes.length; ) {
      int to = Math.min(bytes.length, from + 1 + random.nextInt(1 + random.nextInt(100)));
      running.peer.send(Arrays.copyOfRange(bytes, from, to));
      from = to;
    }
    running.peer.end();
    assertThat(running.peer.readAll()).as("seed %d", seed).isEqualTo(expected.toString());
    running.expectGone();
  }

  private static void add(StringBuilder sent, String frame, StringBuilder expected, String answer) {
    sent.append(frame);
    expected.append(answer);
  }

  @Test
  void everyChunkIsAnsweredByOneChunk() throws Exception {
    Running running = lookup(FakeMembership.of("a"));
    running.peer.send("a\nb\na\n");
    assertThat(running.peer.next()).contains(YES + NO + YES);
  }

  @Test
  void doesNotReadAheadOfAnAnswerThatIsLate() throws Exception {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    AtomicInteger asked = new AtomicInteger();
    Membership membership = FakeMembership.of("a");
    Running running =
        lookup(
            keys -> {
              asked.incrementAndGet();
              return gate.thenCompose(open -> membership.ask(keys));
            });
    running.peer.send("a\n");
    running.peer.send("b\n");
    running.peer.end();
    await().during(Duration.ofMillis(100)).untilAtomic(asked, equalTo(1));
    gate.complete(null);
    assertThat(running.peer.readAll()).isEqualTo(YES + NO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "hello\0\0\0", "hello\n", "hello\r\n", "a\n\nb\n"})
  void echoesEachFrameAsItCame(String frame) throws Exception {
    Running running = echo();
    running.peer.send(frame);
    assertThat(running.peer.read(frame.length())).isEqualTo(frame);
  }

  @Test
  void echoesWhatIsUnfinishedAtTheEnd() throws Exception {
    Running running = echo();
    running.peer.send("one\nt");
    running.peer.send("wo");
    running.peer.end();
    assertThat(running.peer.readAll()).isEqualTo("one\ntwo");
  }

  @Test
  void keepsTheOrderWhenAChunkArrivesWhileAQuietFrameIsAnswered() throws Exception {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    CompletableFuture<Void> asked = new CompletableFuture<>();
    Membership membership = FakeMembership.of("a");
    Running running =
        lookup(
            keys -> {
              asked.complete(null);
              return gate.thenCompose(open -> membership.ask(keys));
            });
    running.peer.send("a");
    asked.get(10, TimeUnit.SECONDS);
    running.peer.send("b\n");
    running.peer.end();
    gate.complete(null);
    assertThat(running.peer.readAll()).isEqualTo(YES + NO);
  }

  @Test
  void aFaultEndsThisConnectionWithOneErrorLine() throws Exception {
    Running running =
        lookup(
            keys -> {
              throw new IllegalStateException("a fault made by a test");
            });
    Running other = lookup(FakeMembership.of("a"));
    running.peer.send("a\nb\n");
    running.peer.end();
    assertThat(running.peer.readAll())
        .isEqualTo("ERROR INTERNAL a fault in the server, its log says more\n");
    running.expectGone();
    other.peer.send("a\n");
    assertThat(other.peer.next()).contains(YES);
  }

  @Test
  void aFaultThatIsLateEndsThisConnectionWithOneErrorLine() throws Exception {
    Running running =
        lookup(
            keys ->
                CompletableFuture.supplyAsync(
                    () -> {
                      throw new IllegalStateException("a fault made by a test");
                    },
                    membershipThreads));
    running.peer.send("a\n");
    running.peer.end();
    assertThat(running.peer.readAll()).startsWith("ERROR INTERNAL ").hasLineCount(1);
    running.expectGone();
  }

  @Test
  void aSetThatCannotBeAskedIsNamedForEachQueryAndTheConnectionLivesOn() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Membership membership = FakeMembership.of("a");
    Running running =
        lookup(
            keys ->
                asked.incrementAndGet() == 1
                    ? CompletableFuture.failedFuture(
                        new UserError(ErrorCode.UNAVAILABLE, "not now"))
                    : membership.ask(keys));
    running.peer.send("a\n" + "z".repeat(65) + "\nb\n");
    assertThat(running.peer.next())
        .contains(
            """
            ERROR UNAVAILABLE not now
            ERROR FRAME-TOO-LONG a frame may have at most 64 bytes
            ERROR UNAVAILABLE not now
            """);
    running.peer.send("a\n");
    assertThat(running.peer.next()).contains(YES);
  }

  @Test
  void aFrameThatIsNeverFinishedEndsTheConnection() throws Exception {
    Running running = lookup(FakeMembership.of("a"));
    running.peer.send("a\n");
    assertThat(running.peer.next()).contains(YES);
    ScheduledFuture<?> dripping =
        clock.scheduleAtFixedRate(() -> running.peer.send("z"), 0, 50, TimeUnit.MILLISECONDS);
    assertThat(running.peer.readAll())
        .isEqualTo("ERROR TIMEOUT a frame was not finished within 400 ms\n");
    dripping.cancel(false);
    running.peer.end();
    running.expectGone();
  }

  @Test
  void finishedFramesNeverRunIntoTheDeadlineOfAFrame() throws Exception {
    Running running = lookup(FakeMembership.of("a"));
    running.peer.send("a");
    CompletableFuture<Void> longEnough = new CompletableFuture<>();
    AtomicInteger sent = new AtomicInteger();
    ScheduledFuture<?> sending =
        clock.scheduleAtFixedRate(
            () -> {
              running.peer.send("\na");
              if (sent.incrementAndGet() == 50) {
                longEnough.complete(null);
              }
            },
            0,
            20,
            TimeUnit.MILLISECONDS);
    longEnough.get(10, TimeUnit.SECONDS);
    sending.cancel(false);
    running.peer.end();
    String answers = running.peer.readAll();
    assertThat(answers).isEqualTo(YES.repeat(sent.get() + 1));
  }

  @Test
  void paddingStartsNoDeadline() throws Exception {
    Running running = lookup(FakeMembership.of("a"));
    running.peer.send("\0\0\0");
    clock.schedule(() -> {}, 900, TimeUnit.MILLISECONDS).get(10, TimeUnit.SECONDS);
    running.peer.send("a\n");
    assertThat(running.peer.next()).contains(YES);
  }

  private Running holdingAtMost(HeldBytes held) {
    Limits tight =
        new Limits(edge.limits.settings(), edge.limits.connections(), held, edge.limits.meters());
    Session.Factory sessions = LookupSession.of(edge.settings(), FakeMembership.of("a"));
    return new Running(sessions, new InMemoryPeer(edge.kit.system()), tight);
  }

  @Test
  void aLargeReplyThatThereIsNoRoomForIsNotKept() throws Exception {
    HeldBytes held = new HeldBytes(NO.length() * 299L);
    Running running = holdingAtMost(held);
    running.peer.send("x\n".repeat(300));
    running.peer.end();
    assertThat(running.peer.readAll()).startsWith("ERROR OVERLOADED ");
    running.expectGone();
    assertThat(held.bytes()).isZero();
  }

  @Test
  void aLargeReplyCountsUntilItIsTaken() throws Exception {
    HeldBytes held = new HeldBytes(NO.length() * 301L);
    Running running = holdingAtMost(held);
    for (int i = 0; i < 5; i++) {
      running.peer.send("x\n".repeat(300));
      for (int got = 0; got < NO.length() * 300; ) {
        got += running.peer.next().orElseThrow().length();
      }
      await().until(() -> held.bytes() == 0);
    }
    running.peer.end();
    assertThat(running.peer.readAll()).isEmpty();
    running.expectGone();
  }

  @Test
  void theConnectionThatWouldHoldTooMuchIsToldSoAndClosed() throws Exception {
    Limits tight =
        new Limits(
            edge.limits.settings(),
            edge.limits.connections(),
            new HeldBytes(10),
            edge.limits.meters());
    Session.Factory sessions = LookupSession.of(edge.settings(), FakeMembership.of("a"));
    InMemoryPeer modest = new InMemoryPeer(edge.kit.system());
    Running first = new Running(sessions, modest, tight);
    first.peer.send("a\n12345678");
    assertThat(first.peer.next()).contains(YES);
    Running second = new Running(sessions, new InMemoryPeer(edge.kit.system()), tight);
    second.peer.send("a\n123");
    second.peer.end();
    assertThat(second.peer.readAll())
        .isEqualTo(
            YES
                + "ERROR OVERLOADED the server holds all the bytes of its clients that it may, try again"
                + " later\n");
    second.expectGone();
    first.peer.send("\n");
    assertThat(first.peer.next()).contains(NO);
    first.peer.end();
    first.expectGone();
    assertThat(tight.held().bytes()).isZero();
  }

  @Test
  void aClientThatDoesNotReadIsCut() throws Exception {
    Running running = echo();
    for (int i = 0; i < 100; i++) {
      running.peer.send("frame\n");
    }
    running.expectGone();
    assertThat(running.peer.wasReset()).isTrue();
    await().untilTrue(running.peer.cut);
  }

  @Test
  void aHandshakeThatDoesNotEndIsCutAndItsSlotGivenBack() throws Exception {
    InMemoryPeer peer = new InMemoryPeer(edge.kit.system(), new CompletableFuture<>());
    Running running =
        new Running(LookupSession.of(edge.settings(), FakeMembership.of()), peer, edge.limits);
    assertThat(running.slot).isNotDone();
    assertThat(peer.wasReset()).isTrue();
    running.expectGone();
    assertThat(running.slot).succeedsWithin(Duration.ofSeconds(10));
  }

  @Test
  void aHandshakeThatFailsGivesItsSlotBack() {
    InMemoryPeer peer = new InMemoryPeer(edge.kit.system(), new CompletableFuture<>());
    Running running =
        new Running(LookupSession.of(edge.settings(), FakeMembership.of()), peer, edge.limits);
    peer.reset();
    running.expectGone();
    assertThat(running.slot).succeedsWithin(Duration.ofSeconds(10));
  }

  @Test
  void aClientThatResetsInTheMiddleOfAFrameLeavesNothingBehind() throws Exception {
    Running running = lookup(FakeMembership.of("a"));
    running.peer.send("a\n123");
    assertThat(running.peer.next()).contains(YES);
    running.peer.reset();
    running.expectGone();
    await().until(() -> edge.limits.held().bytes() == 0);
  }

  @Test
  void finishAnswersWhatIsInFlightAndThenCloses() throws Exception {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    CompletableFuture<Void> asked = new CompletableFuture<>();
    Membership membership = FakeMembership.of("a");
    Running running =
        lookup(
            keys -> {
              asked.complete(null);
              return gate.thenCompose(open -> membership.ask(keys));
            });
    running.peer.send("a\n");
    asked.get(10, TimeUnit.SECONDS);
    running.connection.tell(Connection.Finish.INSTANCE);
    gate.complete(null);
    assertThat(running.peer.readAll()).isEqualTo(YES);
    running.peer.end();
    running.expectGone();
  }

  @Test
  void aClientThatDoesNotCloseItsSideIsNotWaitedForForLong() throws Exception {
    Running running = lookup(FakeMembership.of("a"));
    running.peer.send("a\n");
    assertThat(running.peer.next()).contains(YES);
    running.connection.tell(Connection.Finish.INSTANCE);
    assertThat(running.peer.readAll()).isEmpty();
    running.expectGone();
  }
}
