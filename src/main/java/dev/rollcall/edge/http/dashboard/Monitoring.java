package dev.rollcall.edge.http.dashboard;

import dev.rollcall.edge.http.Route;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpMethods;

/** What programs that watch a server ask it. */
public final class Monitoring {
  private Monitoring() {}

  /**
   * The routes of metrics and health.
   *
   * @param state how the server is now; thread-safe
   * @param executor where meters are read: some of them may take a moment
   */
  public static List<Route> routes(
      PrometheusMeterRegistry registry, Supplier<Health.State> state, Executor executor) {
    return List.of(
        new Route(HttpMethods.GET, "/metrics", new Metrics(registry, executor)),
        new Route(HttpMethods.GET, "/health/live", Health::live),
        new Route(HttpMethods.GET, "/health/ready", new Health(state)));
  }
}
