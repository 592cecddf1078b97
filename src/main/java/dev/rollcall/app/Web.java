package dev.rollcall.app;

import dev.rollcall.edge.http.Faults;
import dev.rollcall.edge.http.Handler;
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

/** Puts together what the HTTP listeners of a node serve. */
final class Web {
  private Web() {}

  /**
   * Answers every request of every HTTP listener.
   *
   * @param readiness how the server is now
   */
  static Handler handler(
      ActorSystem<?> system, PrometheusMeterRegistry registry, Supplier<Health.State> readiness) {
    Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    List<Route> routes = new ArrayList<>();
    routes.addAll(Monitoring.routes(registry, readiness, blocking));
    return new Faults((status, detail) -> detail)
        .around(
            new Router(
                routes,
                exchange -> {
                  throw new dev.rollcall.edge.http.Fault(
                      org.apache.pekko.http.javadsl.model.StatusCodes.NOT_FOUND, "Nothing here.");
                }));
  }
}
