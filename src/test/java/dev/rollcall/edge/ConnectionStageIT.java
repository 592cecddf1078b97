package dev.rollcall.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.edge.Connection.Disconnected;
import dev.rollcall.edge.Connection.InputEnded;
import dev.rollcall.edge.Connection.Received;
import dev.rollcall.edge.Connection.Taken;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectionStageIT {
  private static final Duration WRITE_TIMEOUT = Duration.ofMillis(300);
  private static final Duration LINGER = Duration.ofMillis(300);
  private static final Duration A_WHILE = Duration.ofMillis(100);
  private static final ByteString NOTHING = ByteString.emptyByteString();

  private final EdgeMeters meters =
      new EdgeMeters(new SimpleMeterRegistry(), new ConnectionLimits(1, 0));
  private ActorTestKit kit;
  private TestProbe<Connection.Command> connection;
  private InMemoryPeer peer;
  private ConnectionStage.Handle stream;

  @BeforeAll
  void start() {
    kit = ActorTestKit.create();
  }

  @AfterAll
  void stop() {
    kit.shutdownTestKit();
  }

  @BeforeEach
  void connect() {
    connection = kit.createTestProbe();
    peer = new InMemoryPeer(kit.system());
    stream =
        peer.incoming
            .flow()
            .joinMat(
                Flow.fromGraph(
                    new ConnectionStage(connection.getRef(), WRITE_TIMEOUT, LINGER, meters)),
                Keep.right())
            .run(kit.system());
  }

  private void expectReceived(String text) {
    Received received = connection.expectMessageClass(Received.class, EdgeFixture.PATIENCE);
    assertThat(received.bytes().utf8String()).isEqualTo(text);
  }

  private Disconnected expectDisconnected() {
    Disconnected disconnected =
        connection.expectMessageClass(Disconnected.class, EdgeFixture.PATIENCE);
    connection.expectNoMessage(A_WHILE);
    return disconnected;
  }

  @Test
  void asksForAChunkOnlyAfterTheReplyToTheOneBefore() throws Exception {
    peer.send("one");
    peer.send("two");
    expectReceived("one");
    connection.expectNoMessage(A_WHILE);
    stream.reply(ByteString.fromString("1"));
    expectReceived("two");
    assertThat(peer.next()).contains("1");
  }

  @Test
  void anEmptyReplyAsksForTheNextChunkAndWritesNothing() throws Exception {
    peer.send("one");
    expectReceived("one");
    stream.reply(NOTHING);
    peer.send("two");
    expectReceived("two");
    stream.reply(ByteString.fromString("12"));
    assertThat(peer.next()).contains("12");
  }

  @Test
  void writesBesideTheRepliesInTheirOrder() throws Exception {
    stream.send(ByteString.fromString("a"));
    stream.send(ByteString.fromString("b"));
    peer.send("one");
    expectReceived("one");
    stream.reply(ByteString.fromString("c"));
    assertThat(peer.read(3)).isEqualTo("abc");
  }

  @Test
  void stopsReadingAndThenFailsWhereRepliesAreNotTaken() throws Exception {
    for (int i = 0; i < 100; i++) {
      peer.send("more");
    }
    int received = 0;
    Connection.Command last = connection.receiveMessage(EdgeFixture.PATIENCE);
    for (; last instanceof Received; last = connection.receiveMessage(EdgeFixture.PATIENCE)) {
      received++;
      stream.reply(ByteString.fromString("reply"));
    }
    assertThat(received).as("what the streams to the client buffer").isLessThan(50);
    assertThat(last)
        .isInstanceOfSatisfying(
            Disconnected.class,
            gone -> assertThat(gone.cause()).hasMessage("the client did not take its replies"));
    assertThat(peer.wasReset()).isTrue();
  }

  @Test
  void livesOnAfterTheEndOfInputUntilTheRepliesAreOut() throws Exception {
    peer.send("one");
    peer.end();
    expectReceived("one");
    connection.expectMessage(InputEnded.INSTANCE);
    connection.expectNoMessage(A_WHILE);
    stream.reply(ByteString.fromString("1"));
    stream.finish(ByteString.fromString("2"));
    assertThat(peer.readAll()).isEqualTo("12");
    assertThat(expectDisconnected().cause()).isNull();
  }

  @Test
  void takesAndDropsWhatStillComesAfterTheLastWords() throws Exception {
    stream.finish(ByteString.fromString("bye"));
    assertThat(peer.readAll()).isEqualTo("bye");
    for (int i = 0; i < 100; i++) {
      peer.send("too late");
    }
    peer.end();
    assertThat(expectDisconnected().cause()).isNull();
  }

  @Test
  void doesNotWaitForeverForTheClientsEnd() throws Exception {
    stream.finish(ByteString.fromString("bye"));
    assertThat(peer.readAll()).isEqualTo("bye");
    assertThat(expectDisconnected().cause()).hasMessage("the client did not close its side");
  }

  @Test
  void nothingFollowsTheLastWords() throws Exception {
    stream.finish(ByteString.fromString("bye"));
    stream.send(ByteString.fromString("again"));
    stream.finish(ByteString.fromString("and again"));
    peer.end();
    assertThat(peer.readAll()).isEqualTo("bye");
  }

  @Test
  void expiresOnlyAClientThatWasWaitedFor() throws Exception {
    peer.send("one");
    expectReceived("one");
    stream.expire(ByteString.fromString("too slow"), Duration.ZERO, EdgeMeters.IDLE_TIME);
    stream.reply(ByteString.fromString("1"));
    assertThat(peer.next()).contains("1");
    stream.expire(ByteString.fromString("too slow"), Duration.ofMinutes(1), EdgeMeters.IDLE_TIME);
    peer.send("two");
    expectReceived("two");
    stream.reply(NOTHING);
    stream.expire(ByteString.fromString("too slow"), Duration.ZERO, EdgeMeters.IDLE_TIME);
    assertThat(peer.readAll()).isEqualTo("too slow");
    assertThat(meters.limit(EdgeMeters.IDLE_TIME).count()).isEqualTo(1);
  }

  @Test
  void tellsOfAResetByTheClient() {
    peer.send("one");
    expectReceived("one");
    peer.reset();
    assertThat(expectDisconnected().cause()).hasMessage("reset by peer");
    stream.reply(ByteString.fromString("nobody listens"));
  }

  @Test
  void abortsAtOnce() throws Exception {
    stream.send(ByteString.fromString("a"));
    stream.abort();
    expectDisconnected();
    assertThat(peer.wasReset()).isTrue();
  }

  /** Pushes until nothing more fits between the stage and a client that does not read. */
  private int pushUntilNoneIsTaken() {
    int pushed = 0;
    boolean taken = true;
    while (taken) {
      stream.push(ByteString.fromString("x"));
      pushed++;
      try {
        assertThat(connection.receiveMessage(A_WHILE)).isEqualTo(new Taken(0, 1));
      } catch (AssertionError e) {
        taken = false;
      }
    }
    assertThat(pushed).as("what the streams to the client buffer").isLessThan(50);
    return pushed;
  }

  @Test
  void aClientThatDoesNotTakeWhatItHasNotAskedForIsReadFromAndNotCut() throws Exception {
    int pushed = pushUntilNoneIsTaken();
    peer.send("one");
    expectReceived("one");
    stream.reply(NOTHING);
    peer.send("two");
    expectReceived("two");
    connection.expectNoMessage(WRITE_TIMEOUT.multipliedBy(3));
    stream.reply(ByteString.fromString("12"));
    String all = "x".repeat(pushed) + "12";
    assertThat(peer.read(all.length())).isEqualTo(all);
    assertThat(connection.receiveMessage(EdgeFixture.PATIENCE)).isEqualTo(new Taken(0, 1));
  }

  @Test
  void aReplyBehindWhatWasNotAskedForHasToBeTakenInTime() throws Exception {
    pushUntilNoneIsTaken();
    peer.send("one");
    expectReceived("one");
    stream.reply(ByteString.fromString("1"));
    assertThat(expectDisconnected().cause()).hasMessage("the client did not take its replies");
    assertThat(peer.wasReset()).isTrue();
  }

  @Test
  void tellsOfPartsHoweverShortAndOfLargeRepliesOnly() throws Exception {
    stream.part(ByteString.fromString("a"));
    assertThat(peer.next()).contains("a");
    connection.expectMessage(new Taken(1, 0));
    stream.send(ByteString.fromString("b"));
    assertThat(peer.next()).contains("b");
    connection.expectNoMessage(A_WHILE);
    String large = "c".repeat(ConnectionStage.LARGE_BYTES);
    stream.send(ByteString.fromString(large));
    assertThat(peer.read(large.length())).isEqualTo(large);
    connection.expectMessage(new Taken(large.length(), 0));
  }

  @Test
  void lastWordsAreAWriteOfTheirOwn() throws Exception {
    int pushed = pushUntilNoneIsTaken();
    stream.finish(ByteString.fromString("Quit"));
    StringBuilder before = new StringBuilder();
    String last = "";
    for (var next = peer.next(); next.isPresent(); next = peer.next()) {
      before.append(last);
      last = next.get();
    }
    assertThat(before).hasToString("x".repeat(pushed));
    assertThat(last).isEqualTo("Quit");
  }

  @Test
  void lastWordsThatAreNotTakenEndTheConnectionAllTheSame() throws Exception {
    pushUntilNoneIsTaken();
    stream.finish(ByteString.fromString("Quit"));
    assertThat(expectDisconnected().cause()).hasMessage("the client did not take its replies");
  }
}
