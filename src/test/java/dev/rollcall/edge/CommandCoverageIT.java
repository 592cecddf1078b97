package dev.rollcall.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.edge.line.LookupSession;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.UnhandledMessage;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** No command that the actors of this package know is left unhandled by them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandCoverageIT {
  private static final List<Connection.Command> WHILE_CONNECTING =
      List.of(
          new Connection.Established(null),
          Connection.Tick.SETUP,
          Connection.Finish.INSTANCE,
          Connection.Abort.INSTANCE,
          new Connection.Disconnected(null));

  private static final List<Connection.Command> WHILE_OPEN =
      List.of(
          new Connection.Received(ByteString.fromString("a\n")),
          new Connection.Taken(ConnectionStage.LARGE_BYTES, 1),
          Connection.Wake.INSTANCE,
          new Connection.Answered(Reply.NOTHING, null, Connection.Question.CHUNK),
          Connection.Tick.SETUP,
          Connection.Tick.DEADLINE,
          Connection.Tick.QUIET,
          Connection.Tick.FAREWELL,
          Connection.InputEnded.INSTANCE,
          Connection.Finish.INSTANCE,
          Connection.Abort.INSTANCE,
          new Connection.Disconnected(null));

  private EdgeFixture edge;
  private TestProbe<UnhandledMessage> unhandled;

  @BeforeAll
  void start() {
    edge = new EdgeFixture("");
    unhandled = edge.kit.createTestProbe();
    edge.kit
        .system()
        .eventStream()
        .tell(new EventStream.Subscribe<>(UnhandledMessage.class, unhandled.getRef()));
  }

  @AfterAll
  void stop() {
    edge.close();
  }

  @Test
  void everyCommandHasASample() {
    assertThat(classes(Stream.concat(WHILE_CONNECTING.stream(), WHILE_OPEN.stream())))
        .isEqualTo(Set.of(Connection.Command.class.getPermittedSubclasses()));
    assertThat(classes(listenerCommands().stream()))
        .isEqualTo(Set.of(Listener.Command.class.getPermittedSubclasses()));
  }

  private static Set<Class<?>> classes(Stream<?> samples) {
    return samples.map(Object::getClass).collect(Collectors.toSet());
  }

  @Test
  void connectionsHandleEveryCommand() {
    for (Connection.Command command : WHILE_CONNECTING) {
      expectHandled(connection(new CompletableFuture<>()), command);
    }
    for (Connection.Command command : WHILE_OPEN) {
      expectHandled(connection(CompletableFuture.completedStage(Done.getInstance())), command);
    }
  }

  @Test
  void listenersHandleEveryCommand() {
    for (Listener.Command command : listenerCommands()) {
      expectHandled(listener(), command);
    }
  }

  private <C> void expectHandled(ActorRef<C> actor, C command) {
    actor.tell(command);
    unhandled.expectNoMessage(Duration.ofMillis(50));
  }

  private ActorRef<Connection.Command> connection(CompletionStage<Done> established) {
    Incoming incoming = new InMemoryPeer(edge.kit.system(), established).incoming;
    return edge.kit.spawn(
        Connection.create(
            new Connection.Terms(
                edge.settings(),
                edge.limits,
                LookupSession.of(edge.settings(), FakeMembership.of("a"))),
            new Arrival(
                incoming,
                edge.limits.connections().admit("lookup", 0, incoming.peer().getAddress()),
                new CompletableFuture<>())));
  }

  private ActorRef<Listener.Command> listener() {
    ListenerSettings settings = edge.settings();
    return edge.kit.spawn(
        Listener.create(
            settings,
            () -> Source.<Incoming>maybe().mapMaterializedValue(maybe -> new CompletableFuture<>()),
            Connections.ofSessions(
                settings, edge.limits, LookupSession.of(settings, FakeMembership.of())),
            edge.limits,
            edge.kit.<Listener.Event>createTestProbe().getRef()));
  }

  private List<Listener.Command> listenerCommands() {
    ActorRef<Connection.Command> connection =
        edge.kit.<Connection.Command>createTestProbe().getRef();
    return List.of(
        new Listener.Drain(
            Duration.ofSeconds(1), edge.kit.<Listener.Drained>createTestProbe().getRef()),
        new Listener.Opened(
            new Transport.Binding() {
              @Override
              public InetSocketAddress address() {
                return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
              }

              @Override
              public CompletionStage<Done> unbind() {
                return CompletableFuture.completedStage(Done.getInstance());
              }
            }),
        new Listener.NotOpened(new UserError(ErrorCode.CONFIGURATION, "taken")),
        new Listener.Accepted(
            new InMemoryPeer(edge.kit.system()).incoming, new CompletableFuture<>()),
        new Listener.AcceptEnded(null),
        new Listener.Left(new SessionConnections.OfSession(connection)),
        Listener.DrainDeadline.INSTANCE);
  }
}
