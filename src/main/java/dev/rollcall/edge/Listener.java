package dev.rollcall.edge;

import dev.rollcall.base.UserError;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One configured listener: owns the bound socket and has one child for each connection. It tells
 * its owner, once, whether the address could be had, and stops when it could not, when the socket
 * is lost, or when it is drained.
 */
public final class Listener extends AbstractBehavior<Listener.Command> {
  /** What a listener can be told. */
  public sealed interface Command {}

  /**
   * Accept nothing more, answer what was received, take leave of every client; reset what is left
   * after the deadline.
   */
  public record Drain(Duration deadline, ActorRef<Drained> replyTo) implements Command {}

  record Opened(Transport.Binding binding) implements Command {}

  record NotOpened(UserError reason) implements Command {}

  record Accepted(Incoming incoming, CompletableFuture<Done> slot) implements Command {}

  record AcceptEnded(@Nullable Throwable failure) implements Command {}

  record Left(Connections.Open connection) implements Command {}

  enum DrainDeadline implements Command {
    INSTANCE
  }

  /** What a listener tells its owner. */
  public sealed interface Event {
    /** The listener's name in the configuration. */
    String listener();
  }

  /** Clients can connect. */
  public record Bound(String listener, InetSocketAddress address) implements Event {}

  /** The address cannot be had; the reason names key and value. */
  public record BindFailed(String listener, UserError reason) implements Event {}

  /** No connection is left. */
  public record Drained(String listener) {}

  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  private final TimerScheduler<Command> timers;
  private final ListenerSettings settings;
  private final Limits limits;
  private final ListenerMeters meters;
  private final Connections makes;
  private final ActorRef<Event> owner;
  private final Set<Connections.Open> connections = new HashSet<>();
  private final List<ActorRef<Drained>> drainers = new ArrayList<>();
  private Transport.@Nullable Binding binding;
  private long connectionsSeen;

  /**
   * A listener that binds at once.
   *
   * @param makes starts each connection, in the listener's protocol
   * @param limits shared by all listeners
   * @param owner is told {@link Bound} or {@link BindFailed}
   */
  public static Behavior<Command> create(
      ListenerSettings settings,
      Transport transport,
      Connections makes,
      Limits limits,
      ActorRef<Event> owner) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  Listener listener = new Listener(context, timers, settings, makes, limits, owner);
                  listener.bind(transport);
                  return listener;
                }));
  }

  private Listener(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ListenerSettings settings,
      Connections makes,
      Limits limits,
      ActorRef<Event> owner) {
    super(context);
    this.timers = timers;
    this.settings = settings;
    this.limits = limits;
    this.meters = limits.meters().listener(settings.name());
    this.makes = makes;
    this.owner = owner;
  }

  private void bind(Transport transport) {
    UserError fault = BindFailure.tryOut(settings).orElse(null);
    if (fault != null) {
      getContext().getSelf().tell(new NotOpened(fault));
      return;
    }
    ActorRef<Command> self = getContext().getSelf();
    // As many as may shake hands are let in at once; the next one waits in the system's queue.
    Pair<CompletionStage<Transport.Binding>, CompletionStage<Done>> accepting =
        transport
            .connections()
            .mapAsyncUnordered(
                limits.settings().handshakesMax(), incoming -> accept(self, incoming))
            .toMat(Sink.ignore(), Keep.both())
            .run(Materializer.createMaterializer(getContext()));
    getContext()
        .pipeToSelf(
            accepting.first(),
            (bound, failure) ->
                bound != null
                    ? new Opened(bound)
                    : new NotOpened(BindFailure.explain(settings, failure)));
    getContext().pipeToSelf(accepting.second(), (done, failure) -> new AcceptEnded(failure));
  }

  private static CompletionStage<Done> accept(ActorRef<Command> self, Incoming incoming) {
    CompletableFuture<Done> slot = new CompletableFuture<>();
    self.tell(new Accepted(incoming, slot));
    return slot;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Accepted.class, this::onAccepted)
        .onMessage(Opened.class, this::onOpened)
        .onMessage(NotOpened.class, this::onNotOpened)
        .onMessage(AcceptEnded.class, this::onAcceptEnded)
        .onMessage(Drain.class, this::onDrain)
        .onMessage(Left.class, this::onLeft)
        .onMessageEquals(DrainDeadline.INSTANCE, this::onDrainDeadline)
        .build();
  }

  private Behavior<Command> onAccepted(Accepted accepted) {
    Incoming incoming = meters.counted(accepted.incoming());
    ConnectionLimits.Admission admission =
        limits
            .connections()
            .admit(settings.name(), settings.connectionsMax(), incoming.peer().getAddress());
    meters.connected(admission);
    connectionsSeen++;
    Connections.Open connection =
        makes.open(
            getContext(),
            "connection-" + connectionsSeen,
            new Arrival(incoming, admission, accepted.slot()));
    connections.add(connection);
    getContext().watchWith(connection.actor(), new Left(connection));
    if (draining()) {
      connection.finish();
    }
    return this;
  }

  private Behavior<Command> onOpened(Opened opened) {
    binding = opened.binding();
    makes.bound(opened.binding().address());
    owner.tell(new Bound(settings.name(), opened.binding().address()));
    if (draining()) {
      opened.binding().unbind();
    }
    return this;
  }

  private Behavior<Command> onNotOpened(NotOpened notOpened) {
    owner.tell(new BindFailed(settings.name(), notOpened.reason()));
    drained();
    return Behaviors.stopped();
  }

  private Behavior<Command> onAcceptEnded(AcceptEnded ended) {
    if (binding == null || draining()) {
      return this;
    }
    LOG.error("{}: the socket is lost", settings.name(), ended.failure());
    return Behaviors.stopped();
  }

  private Behavior<Command> onDrain(Drain drain) {
    boolean first = !draining();
    drainers.add(drain.replyTo());
    if (first) {
      if (binding != null) {
        binding.unbind();
      }
      timers.startSingleTimer(DrainDeadline.INSTANCE, drain.deadline());
      connections.forEach(Connections.Open::finish);
    }
    return stopIfDrained();
  }

  private boolean draining() {
    return !drainers.isEmpty();
  }

  private Behavior<Command> onDrainDeadline() {
    LOG.warn("{}: {} connections did not end in time", settings.name(), connections.size());
    connections.forEach(Connections.Open::abort);
    return this;
  }

  private Behavior<Command> onLeft(Left left) {
    connections.remove(left.connection());
    return draining() ? stopIfDrained() : this;
  }

  private Behavior<Command> stopIfDrained() {
    if (!connections.isEmpty()) {
      return this;
    }
    drained();
    return Behaviors.stopped();
  }

  private void drained() {
    drainers.forEach(drainer -> drainer.tell(new Drained(settings.name())));
  }
}
