package dev.rollcall.app;

import dev.rollcall.base.UserError;
import dev.rollcall.broadcast.Channels;
import dev.rollcall.broadcast.ConsumerGroups;
import dev.rollcall.broadcast.Groups;
import dev.rollcall.broadcast.MessageLog;
import dev.rollcall.broadcast.Topics;
import dev.rollcall.cluster.ClusterMeters;
import dev.rollcall.edge.Limits;
import dev.rollcall.edge.Listener;
import dev.rollcall.edge.ListenerSettings;
import dev.rollcall.edge.Protocol;
import dev.rollcall.edge.line.RelayConsole;
import dev.rollcall.lookup.SetLoader;
import dev.rollcall.lookup.SetSettings;
import dev.rollcall.lookup.Sets;
import dev.rollcall.security.TlsContext;
import dev.rollcall.store.Keys;
import dev.rollcall.store.Store;
import dev.rollcall.store.StoreFailure;
import dev.rollcall.wire.Glob;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.jspecify.annotations.Nullable;

/**
 * The root of a node's actors: joins the cluster, has the sets loaded, then the listeners bound,
 * and says when all of it answers, or what cannot be had. After that only the loss of a listener
 * ends it.
 */
final class Guardian extends AbstractBehavior<Guardian.Command> {

  sealed interface Command {}

  /** Stops accepting, lets what is in flight finish and says goodbye to every client. */
  record Drain(String reason, ActorRef<Done> replyTo) implements Command {}

  /** Stops accepting, now. */
  private enum StopListening implements Command {
    INSTANCE
  }

  private record OfSet(SetLoader.Event event) implements Command {}

  private record OfListener(Listener.Event event) implements Command {}

  private record Drained(Listener.Drained event) implements Command {}

  /** Everything that clients have said is on the console. */
  private enum Printed implements Command {
    INSTANCE
  }

  /** A listener has ended, as asked or not. */
  private record ListenerEnded(String name) implements Command {}

  /** The store can no longer be trusted. */
  private record StoreFailed(Throwable cause) implements Command {}

  /** Why a node stops by itself, as its log shows it. */
  private enum Lost implements CoordinatedShutdown.Reason {
    LISTENER,
    STORE
  }

  /**
   * The root of a node's actors.
   *
   * @param store open, and closed by whoever opened it
   * @param tls the material of the listeners that speak TLS, where there are any
   * @param registry has the meters of the whole server
   * @param ready completed with what is listening, or with the {@link UserError} that prevents it
   */
  static Behavior<Command> create(
      ServerSettings settings,
      Store store,
      @Nullable TlsContext tls,
      PrometheusMeterRegistry registry,
      CompletableFuture<List<Listening>> ready) {
    return Behaviors.setup(
        context -> {
          try {
            return new Guardian(context, settings, store, tls, registry, ready);
          } catch (UserError e) {
            ready.completeExceptionally(e);
            return failed();
          }
        });
  }

  /** Has nothing to drain, and waits for whoever started it to stop the system. */
  private static Behavior<Command> failed() {
    return Behaviors.receive(Command.class)
        .onMessage(
            Drain.class,
            drain -> {
              drain.replyTo().tell(Done.getInstance());
              return Behaviors.same();
            })
        .build();
  }

  private final ServerSettings settings;
  private final Transports transports;
  private final PrometheusMeterRegistry registry;
  private final Readiness readiness;
  private final CompletableFuture<List<Listening>> ready;
  private final Sets sets;
  private final Topics topics;
  private final Groups groups;
  private final Channels channels;
  private final Keys keys;
  private boolean storeFailed;
  private final Set<String> loading = new HashSet<>();
  private final Map<String, ActorRef<Listener.Command>> listeners = new HashMap<>();
  private final Map<String, Listening> bound = new TreeMap<>();
  private final List<ActorRef<Done>> draining = new ArrayList<>();
  private List<RelayConsole> consoles = List.of();
  private boolean printing;

  private Guardian(
      ActorContext<Command> context,
      ServerSettings settings,
      Store store,
      @Nullable TlsContext tls,
      PrometheusMeterRegistry registry,
      CompletableFuture<List<Listening>> ready) {
    super(context);
    this.settings = settings;
    this.transports = new Transports(context.getSystem(), settings, tls);
    this.registry = registry;
    this.readiness =
        new Readiness(
            settings.sets().stream().map(SetSettings::name).toList(),
            settings.listeners().stream().map(ListenerSettings::name).toList());
    this.ready = ready;
    Cluster cluster = Cluster.get(context.getSystem());
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    new ClusterMeters(cluster).bindTo(registry);
    ActorRef<Command> self = context.getSelf();
    this.topics =
        MessageLog.start(
            context,
            store,
            settings.topics(),
            cause -> self.tell(new StoreFailed(cause)),
            registry);
    this.groups =
        ConsumerGroups.start(context, store, topics, cause -> self.tell(new StoreFailed(cause)));
    this.channels = Channels.start(context, pattern -> Glob.of(pattern)::matches);
    this.keys = store.keys();
    settings.sets().stream().map(SetSettings::name).forEach(loading::add);
    this.sets =
        Sets.start(
            context,
            settings.dataDirectory().resolve("sets"),
            settings.sets(),
            store,
            cause -> self.tell(new StoreFailed(cause)),
            registry,
            context.messageAdapter(SetLoader.Event.class, OfSet::new));
    listenWhenLoaded();
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(OfSet.class, this::onOfSet)
        .onMessage(OfListener.class, this::onOfListener)
        .onMessage(Drain.class, this::onDrain)
        .onMessageEquals(StopListening.INSTANCE, this::onStopListening)
        .onMessage(Drained.class, this::onDrained)
        .onMessageEquals(Printed.INSTANCE, this::onPrinted)
        .onMessage(ListenerEnded.class, this::onListenerEnded)
        .onMessage(StoreFailed.class, this::onStoreFailed)
        .build();
  }

  private Behavior<Command> onOfSet(OfSet message) {
    if (message.event() instanceof SetLoader.Failed failed) {
      ready.completeExceptionally(failed.error());
    } else if (message.event() instanceof SetLoader.Ready loaded) {
      loading.remove(loaded.set());
      readiness.setAnswers(loaded.set());
      listenWhenLoaded();
    }
    return this;
  }

  private Behavior<Command> onOfListener(OfListener message) {
    if (message.event() instanceof Listener.BindFailed failed) {
      listeners.remove(failed.listener());
      ready.completeExceptionally(failed.reason());
    } else if (message.event() instanceof Listener.Bound event) {
      Listening listening = listening(event);
      bound.put(event.listener(), listening);
      sayWhoMayChange(listening);
      readiness.listenerBound(event.listener());
      if (bound.size() == settings.listeners().size()) {
        ready.complete(List.copyOf(bound.values()));
      }
    }
    return this;
  }

  private Behavior<Command> onDrain(Drain drain) {
    draining.add(drain.replyTo());
    readiness.draining();
    if (relaying()) {
      RelayConsole.announceStop(drain.reason());
    }
    if (settings.drainDelay().isZero() || storeFailed || bound.isEmpty()) {
      return onStopListening();
    }
    getContext()
        .scheduleOnce(settings.drainDelay(), getContext().getSelf(), StopListening.INSTANCE);
    return this;
  }

  /** Whoever sends requests here has had time to see that this is over. */
  private Behavior<Command> onStopListening() {
    ActorRef<Listener.Drained> drained =
        getContext().messageAdapter(Listener.Drained.class, Drained::new);
    listeners
        .values()
        .forEach(listener -> listener.tell(new Listener.Drain(settings.drainTimeout(), drained)));
    return whenAllDrained();
  }

  /** Whether there have been relay clients to say something about. */
  private boolean relaying() {
    return !consoles.isEmpty() && ready.isDone() && !ready.isCompletedExceptionally();
  }

  private Behavior<Command> onDrained(Drained message) {
    listeners.remove(message.event().listener());
    return whenAllDrained();
  }

  private Behavior<Command> onListenerEnded(ListenerEnded ended) {
    listeners.remove(ended.name());
    readiness.listenerLost(ended.name());
    if (bound.containsKey(ended.name()) && draining.isEmpty()) {
      getContext().getLog().error("listener {} is lost; the server stops", ended.name());
      var unused = CoordinatedShutdown.get(getContext().getSystem()).runAll(Lost.LISTENER);
    }
    return whenAllDrained();
  }

  /** Said once: every topic that is asked for until the end meets the same failure. */
  private Behavior<Command> onStoreFailed(StoreFailed failed) {
    if (storeFailed) {
      return this;
    }
    storeFailed = true;
    readiness.storeFailed();
    getContext()
        .getLog()
        .error(
            "the store failed and nothing more is acknowledged; the server stops. Look at the disk,"
                + " then start it again: what was acknowledged is there ({})",
            StoreFailure.reason(failed.cause()));
    var unused = CoordinatedShutdown.get(getContext().getSystem()).runAll(Lost.STORE);
    return this;
  }

  private Behavior<Command> whenAllDrained() {
    if (!listeners.isEmpty() || draining.isEmpty() || printing) {
      return this;
    }
    printing = true;
    CompletableFuture<?>[] stops =
        consoles.stream().map(RelayConsole::stop).toArray(CompletableFuture<?>[]::new);
    getContext().pipeToSelf(CompletableFuture.allOf(stops), (done, failure) -> Printed.INSTANCE);
    return this;
  }

  private Behavior<Command> onPrinted() {
    if (relaying()) {
      RelayConsole.announceEnd();
    }
    draining.forEach(replyTo -> replyTo.tell(Done.getInstance()));
    draining.clear();
    return this;
  }

  private void listenWhenLoaded() {
    if (!loading.isEmpty() || !draining.isEmpty() || ready.isDone()) {
      return;
    }
    Executor blocking =
        getContext().getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    Limits limits = Limits.of(settings.limits(), registry);
    Web web = new Web(getContext().getSystem(), settings.http(), sets, topics, registry, readiness);
    Protocols protocols =
        new Protocols(
            sets,
            topics,
            limits,
            new Redis(
                sets,
                topics,
                groups,
                channels,
                keys,
                registry,
                limits.connections().totalMax(),
                blocking),
            web);
    consoles = RelayConsole.start(settings.listeners(), topics, blocking);
    ActorRef<Listener.Event> self =
        getContext().messageAdapter(Listener.Event.class, OfListener::new);
    for (ListenerSettings listener : settings.listeners()) {
      Behavior<Listener.Command> behavior =
          Listener.create(listener, transports.of(listener), protocols.of(listener), limits, self);
      listeners.put(listener.name(), getContext().spawn(behavior, "listener-" + listener.name()));
    }
  }

  private void sayWhoMayChange(Listening listening) {
    boolean asks =
        listening.protocol().equals(Protocol.HTTP.spelling())
            || listening.protocol().equals(Protocol.RESP.spelling());
    if (asks && !listening.address().getAddress().isLoopbackAddress()) {
      getContext()
          .getLog()
          .info(
              "{}: clients on other machines may look up, read and follow; they may not append or"
                  + " change anything",
              listening.name());
    }
  }

  private Listening listening(Listener.Bound event) {
    ListenerSettings listener =
        settings.listeners().stream()
            .filter(l -> l.name().equals(event.listener()))
            .findFirst()
            .orElseThrow();
    return new Listening(
        listener.name(), listener.protocol().spelling(), listener.tls(), event.address());
  }
}
