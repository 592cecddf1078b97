package dev.rollcall.edge.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Allow;

/** Finds the handler of a request: the first route of its form and method, else a last resort. */
public final class Router implements Handler {
  private final List<Route> routes;
  private final Handler otherwise;

  /**
   * @param otherwise answers what has the form of no route
   */
  public Router(List<Route> routes, Handler otherwise) {
    this.routes = List.copyOf(routes);
    this.otherwise = otherwise;
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    List<HttpMethod> allowed = new ArrayList<>();
    for (Route route : routes) {
      Optional<Map<String, byte[]>> found = route.match(exchange.target().segments());
      if (found.isPresent()) {
        if (answers(route.method(), exchange.request().method())) {
          return route.handler().handle(exchange.with(found.get()));
        }
        allowed.add(route.method());
      }
    }
    if (allowed.isEmpty()) {
      return otherwise.handle(exchange);
    }
    if (allowed.contains(HttpMethods.GET)) {
      allowed.add(HttpMethods.HEAD);
    }
    throw methodNotAllowed(exchange.request().method(), allowed);
  }

  /** A method that a path does not know. */
  public static Fault methodNotAllowed(HttpMethod method, List<HttpMethod> allowed) {
    List<String> names = allowed.stream().map(HttpMethod::name).distinct().toList();
    return new Fault(
        StatusCodes.METHOD_NOT_ALLOWED,
        "This address does not know the method "
            + method.name()
            + "; it knows "
            + String.join(", ", names)
            + ".",
        Allow.create(allowed.stream().distinct().toArray(HttpMethod[]::new)));
  }

  /** What answers GET answers HEAD: the server leaves the body out. */
  private static boolean answers(HttpMethod route, HttpMethod asked) {
    return route.equals(asked.equals(HttpMethods.HEAD) ? HttpMethods.GET : asked);
  }
}
