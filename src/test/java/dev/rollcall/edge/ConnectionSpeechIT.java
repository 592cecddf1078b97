package dev.rollcall.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.rollcall.edge.ScriptedSession.Call;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a connection does with answers of many parts, and with what nobody asked for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectionSpeechIT {
  private static final Duration A_WHILE = Duration.ofMillis(100);
  private static final Duration IDLE = Duration.ofMillis(500);

  private EdgeFixture edge;
  private InMemoryPeer peer;
  private ScriptedSession session;
  private ActorRef<Connection.Command> connection;
  private TestProbe<Void> probe;

  @BeforeAll
  void start() {
    edge =
        new EdgeFixture(
            """
            rollcall.limits { write-timeout = 500ms, handshake-timeout = 300ms }
            rollcall.listeners.lookup.idle-timeout = 500ms
            """);
  }

  @AfterAll
  void stop() {
    edge.close();
  }

  @BeforeEach
  void connect() {
    connect(new InMemoryPeer(edge.kit.system()), null);
    await().untilAtomic(session.openings, equalTo(1));
  }

  private void connect(InMemoryPeer client, @Nullable String refusal) {
    peer = client;
    probe = edge.kit.createTestProbe(Void.class);
    CompletableFuture<ScriptedSession> opened = new CompletableFuture<>();
    Session.Factory sessions =
        other -> {
          opened.complete(new ScriptedSession(other.wake()));
          return opened.join();
        };
    ConnectionLimits limits = new ConnectionLimits(refusal == null ? 1 : 0, 0);
    connection =
        edge.kit.spawn(
            Connection.create(
                new Connection.Terms(edge.settings(), edge.limits, sessions),
                new Arrival(
                    peer.incoming,
                    limits.admit("lookup", 0, peer.incoming.peer().getAddress()),
                    new CompletableFuture<Done>())));
    session = opened.join();
  }

  private void expectNoCall() throws InterruptedException {
    assertThat(session.poll(A_WHILE)).isNull();
  }

  private void expectGone() {
    probe.expectTerminated(connection.unsafeUpcast(), EdgeFixture.PATIENCE);
    await().untilAtomic(session.closings, equalTo(session.openings.get()));
  }

  /** Says things until the client, who reads nothing, has no room for more. */
  private String sayUntilNothingIsTaken() throws InterruptedException {
    StringBuilder said = new StringBuilder();
    session.wake.run();
    for (Call live = session.expect("live"); live != null; live = session.poll(A_WHILE)) {
      live.answer("x");
      said.append('x');
    }
    assertThat(said).as("what the streams to the client buffer").hasSizeLessThan(50);
    return said.toString();
  }

  @Test
  void asksForTheNextPartWhenTheClientHasTakenTheLast() throws Exception {
    peer.send("all");
    Call call = session.expect("received all");
    peer.send("next");
    StringBuilder sent = new StringBuilder();
    int parts = 0;
    for (; call != null; call = session.poll(A_WHILE), parts++) {
      assertThat(parts).as("what the streams to the client buffer").isLessThan(50);
      call.part("part");
      sent.append("part");
    }
    assertThat(peer.read(sent.length())).isEqualTo(sent.toString());
    session.expect("more").answer("end");
    assertThat(peer.next()).contains("end");
    session.expect("received next").answer("!");
    assertThat(peer.next()).contains("!");
  }

  @Test
  void partsThatAreNotTakenEndTheConnection() throws Exception {
    peer.send("all");
    for (Call call = session.expect("received all"); call != null; call = session.poll(A_WHILE)) {
      call.part("part");
    }
    expectGone();
    assertThat(peer.wasReset()).isTrue();
  }

  @Test
  void answersInPartsAreFinishedBeforeTheLeaveTaking() throws Exception {
    peer.send("all");
    session.expect("received all").part("one ");
    assertThat(peer.next()).contains("one ");
    connection.tell(Connection.Finish.INSTANCE);
    session.expect("more").part("two ");
    assertThat(peer.next()).contains("two ");
    session.expect("more").answer("three");
    assertThat(peer.readAll()).isEqualTo("threeQuit");
  }

  @Test
  void saysWhatItIsWokenForAndAsksAgainOnlyWhenThatWasTaken() throws Exception {
    session.wake.run();
    session.expect("live").answer("news");
    assertThat(peer.next()).contains("news");
    session.expect("live").answer("");
    expectNoCall();
    session.wake.run();
    session.expect("live").answer("");
    expectNoCall();
  }

  @Test
  void whatComesWhileTheSessionIsBlockedWaitsUntilItHasAnswered() throws Exception {
    peer.send("block");
    Call call = session.expect("received block");
    session.blocked = true;
    call.answer("");
    peer.send("next");
    expectNoCall();
    session.wake.run();
    session.expect("live").answer("");
    expectNoCall();
    session.wake.run();
    call = session.expect("live");
    session.blocked = false;
    call.answer("there");
    assertThat(peer.next()).contains("there");
    session.expect("received next").answer("!");
    assertThat(peer.next()).contains("!");
  }

  @Test
  void aBlockedSessionIsToldThatItsClientHasClosedItsSide() throws Exception {
    peer.send("block");
    Call call = session.expect("received block");
    session.blocked = true;
    call.answer("");
    peer.end();
    session.expect("ended").answer("");
    expectGone();
  }

  @Test
  void asksNothingForAClientThatDoesNotReadAndDoesNotCutItEither() throws Exception {
    session.following = true;
    String said = sayUntilNothingIsTaken();
    session.wake.run();
    assertThat(session.poll(Duration.ofMillis(1500))).isNull();
    peer.send("hello");
    session.expect("received hello").answer("");
    assertThat(peer.read(said.length())).isEqualTo(said);
    session.expect("live").answer("");
  }

  @Test
  void saysNothingBetweenAQuestionAndItsAnswer() throws Exception {
    peer.send("one");
    Call question = session.expect("received one");
    session.wake.run();
    expectNoCall();
    question.part("a");
    assertThat(peer.next()).contains("a");
    Call rest = session.expect("more");
    session.wake.run();
    expectNoCall();
    rest.answer("b");
    assertThat(peer.next()).contains("b");
    session.expect("live").answer("");
  }

  @Test
  void whatComesWhileItThinksOfSomethingToSayWaits() throws Exception {
    session.wake.run();
    Call live = session.expect("live");
    peer.send("one");
    peer.end();
    session.wake.run();
    expectNoCall();
    live.answer("news ");
    session.expect("received one").answer("1 ");
    session.expect("ended").answer("bye");
    assertThat(peer.readAll()).isEqualTo("news 1 bye");
    expectGone();
  }

  @Test
  void saysNothingAfterFinishAndTakesLeaveAWhileLaterInOneWrite() throws Exception {
    session.farewellDelay = Duration.ofMillis(200);
    long started = System.nanoTime();
    connection.tell(Connection.Finish.INSTANCE);
    session.wake.run();
    peer.send("too late");
    expectNoCall();
    assertThat(peer.next()).contains("Quit");
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThan(Duration.ofMillis(190));
    assertThat(peer.next()).isEqualTo(Optional.empty());
    peer.end();
    expectGone();
    assertThat(session.closings).hasValue(1);
  }

  @Test
  void whatItWasAboutToSayWhenItHadToFinishIsSaidBeforeTheLeaveTaking() throws Exception {
    session.farewellDelay = Duration.ofMillis(50);
    session.wake.run();
    Call live = session.expect("live");
    connection.tell(Connection.Finish.INSTANCE);
    live.answer("news");
    assertThat(peer.next()).contains("news");
    assertThat(peer.next()).contains("Quit");
    expectNoCall();
  }

  @Test
  void aClientThatListensMaySayNothing() throws Exception {
    session.following = true;
    assertThat(session.poll(IDLE.multipliedBy(3))).isNull();
    peer.send("still here");
    session.expect("received still here").answer("yes");
    assertThat(peer.next()).contains("yes");
    session.following = false;
    assertThat(peer.readAll()).isEqualTo("Quit");
  }

  @Test
  void whatAClientTakesCountsAsASignOfLife() throws Exception {
    long started = System.nanoTime();
    session.wake.run();
    while (System.nanoTime() - started < IDLE.multipliedBy(3).toNanos()) {
      session.expect("live").answer("news");
      assertThat(peer.next()).contains("news");
      assertThat(session.poll(A_WHILE)).satisfies(live -> live.answer(""));
      session.wake.run();
    }
    session.expect("live").answer("");
    assertThat(peer.readAll()).isEqualTo("Quit");
  }

  @Test
  void aFaultInWhatNobodyAskedForEndsTheConnectionWithAnError() throws Exception {
    session.wake.run();
    session
        .expect("live")
        .reply()
        .completeExceptionally(new IllegalStateException("made by a test"));
    assertThat(peer.readAll()).isEqualTo("INTERNAL");
  }

  @Test
  void aSessionIsToldOfTheEndOnce() throws Exception {
    peer.reset();
    expectGone();
    assertThat(session.closings).hasValue(1);
    session.wake.run();
  }

  @Test
  void aSessionIsToldOfTheEndWhileItStillAnswers() throws Exception {
    peer.send("one");
    Call call = session.expect("received one");
    connection.tell(Connection.Abort.INSTANCE);
    expectGone();
    assertThat(session.closings).hasValue(1);
    call.answer("to nobody");
  }

  @Test
  void aClientThatIsRefusedOrNeverGetsThroughOpensNothing() throws Exception {
    connect(new InMemoryPeer(edge.kit.system()), "full");
    assertThat(peer.readAll()).isEqualTo("BUSY");
    expectGone();
    assertThat(session.openings).hasValue(0);
    connect(new InMemoryPeer(edge.kit.system(), new CompletableFuture<>()), null);
    expectGone();
    assertThat(session.openings).hasValue(0);
  }
}
