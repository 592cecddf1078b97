package dev.rollcall.app;

import dev.rollcall.base.Build;
import dev.rollcall.broadcast.Topics;
import dev.rollcall.edge.Connections;
import dev.rollcall.edge.Limits;
import dev.rollcall.edge.ListenerSettings;
import dev.rollcall.edge.http.Access;
import dev.rollcall.edge.http.Fault;
import dev.rollcall.edge.http.Faults;
import dev.rollcall.edge.http.Filters;
import dev.rollcall.edge.http.Handler;
import dev.rollcall.edge.http.HttpConnections;
import dev.rollcall.edge.http.HttpSettings;
import dev.rollcall.edge.http.Route;
import dev.rollcall.edge.http.Router;
import dev.rollcall.edge.http.api.Api;
import dev.rollcall.edge.http.api.SetCatalog;
import dev.rollcall.edge.http.dashboard.Dashboard;
import dev.rollcall.edge.http.dashboard.Feed;
import dev.rollcall.edge.http.dashboard.Health;
import dev.rollcall.edge.http.dashboard.Members;
import dev.rollcall.edge.http.dashboard.Meters;
import dev.rollcall.edge.http.dashboard.Monitoring;
import dev.rollcall.edge.http.dashboard.Node;
import dev.rollcall.edge.http.dashboard.SetStates;
import dev.rollcall.edge.http.dashboard.TopicNames;
import dev.rollcall.lookup.Sets;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.StatusCodes;

/** Puts together what the HTTP listeners of a node serve. */
final class Web {
  private final HttpSettings settings;
  private final Faults faults;
  private final Handler handler;

  private Web(HttpSettings settings, Faults faults, Handler handler) {
    this.settings = settings;
    this.faults = faults;
    this.handler = handler;
  }

  /**
   * Everything that HTTP listeners serve.
   *
   * @param readiness how the server is now
   */
  static Web of(
      ActorSystem<?> system,
      HttpSettings settings,
      Sets sets,
      Topics topics,
      PrometheusMeterRegistry registry,
      Supplier<Health.State> readiness) {
    Faults faults = new Faults((status, detail) -> detail);
    Handler router =
        new Router(
            routes(system, settings.bodyBytesMax(), sets, topics, registry, readiness),
            Api.unknown(
                exchange -> {
                  throw new Fault(StatusCodes.NOT_FOUND, "Nothing here.");
                }));
    return new Web(
        settings, faults, Filters.around(router, settings, faults, Access.ofThisMachine()));
  }

  /** Everything that can be asked for but files. */
  static List<Route> routes(
      ActorSystem<?> system,
      long bodyBytesMax,
      Sets sets,
      Topics topics,
      PrometheusMeterRegistry registry,
      Supplier<Health.State> readiness) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(Api.routes(system, SetCatalog.of(sets), topics, bodyBytesMax));
    Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    routes.addAll(Monitoring.routes(registry, readiness, blocking));
    routes.addAll(dashboard(system, sets, topics, registry));
    return routes;
  }

  private static List<Route> dashboard(
      ActorSystem<?> system, Sets sets, Topics topics, MeterRegistry registry) {
    Build build = Build.read();
    Instant started = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    Feed feed =
        new Feed(
            system,
            List.of(
                new Node(build.version() + " (commit " + build.commit() + ")", started),
                new Meters(registry),
                new SetStates(sets),
                new TopicNames(topics),
                new Members(system)));
    return List.of(
        new Route(HttpMethods.GET, "/dashboard", new Dashboard()),
        new Route(HttpMethods.GET, "/ws/dashboard", feed));
  }

  /** The connections of one HTTP listener. */
  Connections connections(ListenerSettings listener, Limits limits) {
    return new HttpConnections(listener, limits, settings, faults, handler);
  }
}
