package dev.rollcall.app;

import dev.rollcall.broadcast.Topics;
import dev.rollcall.edge.Connections;
import dev.rollcall.edge.Limits;
import dev.rollcall.edge.ListenerSettings;
import dev.rollcall.edge.http.Access;
import dev.rollcall.edge.http.Exchange;
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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Location;

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
   * @param readiness how the server is now
   */
  static Web of(
      ActorSystem<?> system,
      HttpSettings settings,
      Sets sets,
      Topics topics,
      PrometheusMeterRegistry registry,
      Supplier<Health.State> readiness) {
    Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    List<Route> routes = new ArrayList<>();
    routes.addAll(Api.routes(system, SetCatalog.of(sets), topics, settings.bodyBytesMax()));
    routes.addAll(Monitoring.routes(registry, readiness, blocking));
    routes.addAll(Dashboard.routes(system, registry, sets, topics));
    Faults faults = new Faults(new Pages(settings.templates()));
    Handler router = new Router(routes, Api.unknown(files(system, settings)));
    return new Web(
        settings, faults, Filters.around(router, settings, faults, Access.ofThisMachine()));
  }

  /** The connections of one HTTP listener. */
  Connections connections(ListenerSettings listener, Limits limits) {
    return new HttpConnections(listener, limits, settings, faults, handler);
  }

  private static Handler files(ActorSystem<?> system, HttpSettings settings) {
    return settings
        .root()
        .<Handler>map(root -> new StaticFiles(system, SiteSettings.of(settings, root)))
        .orElse(Web::withoutFiles);
  }

  private static CompletionStage<HttpResponse> withoutFiles(Exchange exchange) {
    if (exchange.target().rawPath().equals("/")) {
      return CompletableFuture.completedStage(
          HttpResponse.create()
              .withStatus(StatusCodes.FOUND)
              .addHeader(Location.create("/dashboard")));
    }
    throw new Fault(
        StatusCodes.NOT_FOUND, "Nothing is here; no directory of files is served on this server.");
  }
}
