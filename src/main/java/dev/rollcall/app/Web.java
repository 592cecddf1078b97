package dev.rollcall.app;

import dev.rollcall.broadcast.Topics;
import dev.rollcall.edge.http.Exchange;
import dev.rollcall.edge.http.Fault;
import dev.rollcall.edge.http.Faults;
import dev.rollcall.edge.http.Handler;
import dev.rollcall.edge.http.HttpSettings;
import dev.rollcall.edge.http.Route;
import dev.rollcall.edge.http.Router;
import dev.rollcall.edge.http.api.Api;
import dev.rollcall.edge.http.api.SetCatalog;
import dev.rollcall.edge.http.dashboard.Health;
import dev.rollcall.edge.http.dashboard.Monitoring;
import dev.rollcall.edge.http.site.Pages;
import dev.rollcall.edge.http.site.SiteSettings;
import dev.rollcall.edge.http.site.StaticFiles;
import dev.rollcall.lookup.Sets;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Location;

/**
 * What the HTTP listeners of a node serve, put together.
 *
 * @param readiness how the server is now
 */
record Web(
    ActorSystem<?> system,
    HttpSettings settings,
    Sets sets,
    Topics topics,
    PrometheusMeterRegistry registry,
    Supplier<Health.State> readiness) {

  /**
   * Answers every request of every HTTP listener.
   *
   * @throws dev.rollcall.base.UserError if files or templates that the settings name cannot be used
   */
  Handler handler() {
    return new Faults(new Pages(settings.templates()))
        .around(new Router(routes(), Api.unknown(files())));
  }

  /** Everything that can be asked for but files. */
  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.addAll(Api.routes(system, SetCatalog.of(sets), topics));
    routes.addAll(
        Monitoring.routes(
            registry, readiness, system.dispatchers().lookup(DispatcherSelector.blocking())));
    return routes;
  }

  private Handler files() {
    return settings
        .root()
        .<Handler>map(root -> new StaticFiles(system, SiteSettings.of(settings, root)))
        .orElse(Web::withoutFiles);
  }

  private static CompletableFuture<HttpResponse> withoutFiles(Exchange exchange) {
    if (exchange.target().rawPath().equals("/")) {
      return CompletableFuture.completedFuture(
          HttpResponse.create()
              .withStatus(StatusCodes.FOUND)
              .addHeader(Location.create("/dashboard")));
    }
    throw new Fault(
        StatusCodes.NOT_FOUND, "Nothing is here; no directory of files is served on this server.");
  }
}
