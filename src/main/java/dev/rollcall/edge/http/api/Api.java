package dev.rollcall.edge.http.api;

import dev.rollcall.broadcast.Topics;
import dev.rollcall.edge.http.Fault;
import dev.rollcall.edge.http.Faults;
import dev.rollcall.edge.http.Handler;
import dev.rollcall.edge.http.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.StatusCodes;

/** All that programs can ask for over HTTP. */
public final class Api {
  private Api() {}

  /**
   * The routes of sets and topics, and of the document that describes all routes.
   *
   * @param bodyBytesMax the longest body that is read
   */
  public static List<Route> routes(
      ActorSystem<?> system, SetCatalog sets, Topics topics, long bodyBytesMax) {
    Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    Bodies bodies = new Bodies(system, bodyBytesMax);
    List<Route> routes = new ArrayList<>();
    routes.add(new Route(HttpMethods.GET, "/api/openapi.json", new OpenApi()));
    routes.addAll(new SetRoutes(sets, bodies, blocking).routes());
    routes.addAll(new TopicRoutes(system, topics, bodies).routes());
    return routes;
  }

  /** Answers what has the form of no route: here with a problem, elsewhere as {@code others} do. */
  public static Handler unknown(Handler others) {
    return exchange -> {
      if (Faults.forPrograms(exchange)) {
        throw new Fault(
            StatusCodes.NOT_FOUND,
            "There is nothing at this address; /api/openapi.json describes all that there is.");
      }
      return others.handle(exchange);
    };
  }
}
