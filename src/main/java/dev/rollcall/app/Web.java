package dev.rollcall.app;

import dev.rollcall.edge.http.Exchange;
import dev.rollcall.edge.http.Fault;
import dev.rollcall.edge.http.Faults;
import dev.rollcall.edge.http.Handler;
import dev.rollcall.edge.http.HttpSettings;
import dev.rollcall.edge.http.Route;
import dev.rollcall.edge.http.Router;
import dev.rollcall.edge.http.site.Pages;
import dev.rollcall.edge.http.site.SiteSettings;
import dev.rollcall.edge.http.site.StaticFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Location;

/** Puts together what the HTTP listeners of a node serve. */
final class Web {
  private Web() {}

  /**
   * Answers every request of every HTTP listener.
   *
   * @throws dev.rollcall.base.UserError if files or templates that the settings name cannot be used
   */
  static Handler handler(ActorSystem<?> system, HttpSettings settings) {
    List<Route> routes = new ArrayList<>();
    return new Faults(new Pages(settings.templates()))
        .around(new Router(routes, files(system, settings)));
  }

  private static Handler files(ActorSystem<?> system, HttpSettings settings) {
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
