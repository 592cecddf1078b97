package dev.rollcall.app;

import dev.rollcall.edge.http.Faults;
import dev.rollcall.edge.http.Handler;
import dev.rollcall.edge.http.Route;
import dev.rollcall.edge.http.Router;
import java.util.ArrayList;
import java.util.List;

/** Puts together what the HTTP listeners of a node serve. */
final class Web {
  private Web() {}

  /** Answers every request of every HTTP listener. */
  static Handler handler() {
    List<Route> routes = new ArrayList<>();
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
