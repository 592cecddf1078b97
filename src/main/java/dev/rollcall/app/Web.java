package dev.rollcall.app;

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
import dev.rollcall.edge.http.dashboard.Health;
import dev.rollcall.edge.http.dashboard.Monitoring;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
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
   * What all HTTP listeners of a node serve.
   *
   * @param readiness how the server is now
   */
  static Web of(
      ActorSystem<?> system,
      HttpSettings settings,
      PrometheusMeterRegistry registry,
      Supplier<Health.State> readiness) {
    Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    List<Route> routes = new ArrayList<>(Monitoring.routes(registry, readiness, blocking));
    Faults faults = new Faults((status, detail) -> detail);
    Handler router =
        new Router(
            routes,
            exchange -> {
              throw new Fault(StatusCodes.NOT_FOUND, "Nothing here.");
            });
    return new Web(
        settings, faults, Filters.around(router, settings, faults, Access.ofThisMachine()));
  }

  /** The connections of one HTTP listener. */
  Connections connections(ListenerSettings listener, Limits limits) {
    return new HttpConnections(listener, limits, settings, faults, handler);
  }
}
