package dev.rollcall.app;

import dev.rollcall.broadcast.Topics;
import dev.rollcall.edge.http.Faults;
import dev.rollcall.edge.http.Handler;
import dev.rollcall.edge.http.Route;
import dev.rollcall.edge.http.Router;
import dev.rollcall.edge.http.api.Api;
import dev.rollcall.edge.http.api.SetCatalog;
import dev.rollcall.lookup.Sets;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;

/** Puts together what the HTTP listeners of a node serve. */
final class Web {
  private Web() {}

  /** Answers every request of every HTTP listener. */
  static Handler handler(ActorSystem<?> system, Sets sets, Topics topics) {
    return new Faults((status, detail) -> detail)
        .around(
            new Router(
                routes(system, sets, topics),
                Api.unknown(
                    exchange -> {
                      throw new dev.rollcall.edge.http.Fault(
                          org.apache.pekko.http.javadsl.model.StatusCodes.NOT_FOUND,
                          "Nothing here.");
                    })));
  }

  /** Everything that can be asked for but files. */
  static List<Route> routes(ActorSystem<?> system, Sets sets, Topics topics) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(Api.routes(system, SetCatalog.of(sets), topics));
    return routes;
  }
}
