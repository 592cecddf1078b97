package dev.rollcall.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.rollcall.base.ConfigReader;
import dev.rollcall.base.UserError;
import dev.rollcall.edge.Connections;
import dev.rollcall.edge.LimitSettings;
import dev.rollcall.edge.Limits;
import dev.rollcall.edge.Listener;
import dev.rollcall.edge.ListenerSettings;
import dev.rollcall.edge.PekkoTransport;
import dev.rollcall.edge.http.Faults;
import dev.rollcall.edge.http.Filters;
import dev.rollcall.edge.http.Handler;
import dev.rollcall.edge.http.HttpConnections;
import dev.rollcall.edge.http.HttpSettings;
import dev.rollcall.edge.http.site.Pages;
import dev.rollcall.edge.http.site.RequestLog;
import dev.rollcall.edge.http.site.SiteSettings;
import dev.rollcall.edge.http.site.StaticFiles;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * One directory over HTTP and nothing else: no sets, no topics, no store, and nothing of its own on
 * disk. Thread-safe.
 */
public final class FileServer {
  private sealed interface Command {}

  /** Lets requests in flight finish. */
  private record Drain(ActorRef<Done> replyTo) implements Command {}

  private record OfListener(Listener.Event event) implements Command {}

  private record Drained(ActorRef<Done> replyTo) implements Command {}

  /** The listener has ended, as asked or not. */
  private enum Ended implements Command {
    INSTANCE
  }

  private static final Duration DRAIN = Duration.ofSeconds(10);

  /** Beyond the drain itself: the end of sockets and actors. */
  private static final Duration DRAIN_EXTRA = Duration.ofSeconds(2);

  private FileServer() {}

  /**
   * Starts to serve; {@link Serving#awaitReady} says how far it came.
   *
   * @throws UserError where the directory cannot be served
   */
  public static Serving start(FileServerSettings settings) {
    Config config = settings.config();
    SiteSettings site =
        SiteSettings.of("--dir", settings.directory(), settings.listing(), Optional.empty());
    CompletableFuture<List<Listening>> ready = new CompletableFuture<>();
    ActorSystem<Command> system =
        ActorSystem.create(guardian(config, site, ready), "files", withDrain(config));
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseServiceUnbind(),
            "drain",
            () -> AskPattern.ask(system, Drain::new, DRAIN.plus(DRAIN_EXTRA), system.scheduler()));
    var unused = system.getWhenTerminated().whenComplete((done, failure) -> ready.cancel(false));
    return new Serving(system, ready);
  }

  private static Config withDrain(Config config) {
    return ConfigFactory.parseString(
            "pekko.coordinated-shutdown.phases.service-unbind.timeout = "
                + DRAIN.plus(DRAIN_EXTRA).toSeconds()
                + "s")
        .withFallback(config);
  }

  private static Behavior<Command> guardian(
      Config config, SiteSettings site, CompletableFuture<List<Listening>> ready) {
    return Behaviors.setup(
        context -> {
          ActorRef<Listener.Command> listener = listen(context, config, site);
          context.watchWith(listener, Ended.INSTANCE);
          return serving(listener, ready);
        });
  }

  private static ActorRef<Listener.Command> listen(
      ActorContext<Command> context, Config config, SiteSettings site) {
    ConfigReader reader = ConfigReader.at(config, "rollcall");
    Limits limits = Limits.of(LimitSettings.read(reader), new SimpleMeterRegistry());
    ListenerSettings listener =
        ListenerSettings.readAll(reader).stream()
            .filter(found -> found.name().equals(FileServerSettings.LISTENER))
            .findFirst()
            .orElseThrow();
    return context.spawn(
        Listener.create(
            listener,
            PekkoTransport.plain(context.getSystem(), listener, limits.settings()),
            connections(context.getSystem(), listener, limits, site, HttpSettings.read(reader)),
            limits,
            context.messageAdapter(Listener.Event.class, OfListener::new)),
        "listener-" + listener.name());
  }

  private static Connections connections(
      ActorSystem<?> system,
      ListenerSettings listener,
      Limits limits,
      SiteSettings site,
      HttpSettings http) {
    Faults faults = new Faults(new Pages(site.templates()));
    Handler files = Filters.limited(new StaticFiles(system, site), http, faults);
    Handler logged = new RequestLog().around(faults.around(files));
    return new HttpConnections(listener, limits, http, faults, logged);
  }

  private static Behavior<Command> serving(
      ActorRef<Listener.Command> listener, CompletableFuture<List<Listening>> ready) {
    return Behaviors.setup(
        context ->
            Behaviors.receive(Command.class)
                .onMessage(OfListener.class, message -> onListener(message, ready))
                .onMessage(Drain.class, drain -> onDrain(context, listener, drain))
                .onMessage(Drained.class, FileServer::onDrained)
                .onMessageEquals(Ended.INSTANCE, () -> onEnded(context, ready))
                .build());
  }

  private static Behavior<Command> onListener(
      OfListener message, CompletableFuture<List<Listening>> ready) {
    if (message.event() instanceof Listener.BindFailed failed) {
      ready.completeExceptionally(asOption(failed.reason()));
    } else if (message.event() instanceof Listener.Bound bound) {
      ready.complete(List.of(new Listening(bound.listener(), "http", false, bound.address())));
    }
    return Behaviors.same();
  }

  /** The address was given by options here, not by keys. */
  private static UserError asOption(UserError reason) {
    String keys = "rollcall.listeners." + FileServerSettings.LISTENER + ".";
    return UserError.configuration(
        String.valueOf(reason.getMessage())
            .replace(keys + "port", "--port")
            .replace(keys + "interface", "--host"));
  }

  private static Behavior<Command> onDrain(
      ActorContext<Command> context, ActorRef<Listener.Command> listener, Drain drain) {
    ActorRef<Listener.Drained> drained =
        context.messageAdapter(Listener.Drained.class, event -> new Drained(drain.replyTo()));
    listener.tell(new Listener.Drain(DRAIN, drained));
    return Behaviors.same();
  }

  private static Behavior<Command> onDrained(Drained drained) {
    drained.replyTo().tell(Done.getInstance());
    return Behaviors.same();
  }

  /** Waits for whoever started it to stop the system, where that is not under way already. */
  private static Behavior<Command> onEnded(
      ActorContext<Command> context, CompletableFuture<List<Listening>> ready) {
    if (ready.isDone() && !ready.isCompletedExceptionally()) {
      var unused =
          CoordinatedShutdown.get(context.getSystem())
              .runAll(new Serving.Reason("the listener is lost"));
    }
    return Behaviors.receive(Command.class)
        .onMessage(
            Drain.class,
            drain -> {
              drain.replyTo().tell(Done.getInstance());
              return Behaviors.same();
            })
        .onMessage(Drained.class, FileServer::onDrained)
        .build();
  }
}
