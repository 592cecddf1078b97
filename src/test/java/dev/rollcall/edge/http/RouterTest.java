package dev.rollcall.edge.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.wire.RequestTarget;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {
  private final Handler router =
      new Faults((status, detail) -> status.intValue() + " page: " + detail)
          .around(
              new Router(
                  List.of(
                      route(HttpMethods.GET, "/api/sets/{set}"),
                      route(HttpMethods.POST, "/api/sets/{set}"),
                      route(HttpMethods.GET, "/api/sets/{set}/{string*}"),
                      failing("/api/known", new UserError(ErrorCode.UNAVAILABLE, "later")),
                      failing("/api/broken", new IllegalStateException("secret")),
                      failing("/page", new UserError(ErrorCode.BAD_ARGUMENT, "no"))),
                  exchange -> answer("otherwise")));

  @ParameterizedTest
  @CsvSource({
    "GET, /api/sets/names, GET /api/sets/{set} {set=names}",
    "HEAD, /api/sets/names, GET /api/sets/{set} {set=names}",
    "POST, /api/sets/names, POST /api/sets/{set} {set=names}",
    "GET, /api/sets/names/a/b, 'GET /api/sets/{set}/{string*} {set=names, string=a/b}'",
    "GET, /api/sets/names/a%2Fb/, 'GET /api/sets/{set}/{string*} {set=names, string=a/b/}'",
    "GET, /api/sets/, otherwise",
    "GET, /api/sets/names/, otherwise",
    "GET, /api/sets, otherwise",
    "PUT, /elsewhere, otherwise",
  })
  void theFirstRouteOfTheFormAndMethodAnswers(String method, String target, String answer) {
    assertThat(text(ask(method, target))).isEqualTo(answer);
  }

  @Test
  void anotherMethodIsToldWhichThereAre() {
    HttpResponse response = ask("DELETE", "/api/sets/names");
    assertThat(response.status().intValue()).isEqualTo(405);
    assertThat(response.getHeader("Allow").orElseThrow().value()).isEqualTo("GET, POST, HEAD");
    assertThat(text(response)).contains("\"status\":405").contains("DELETE");
  }

  @Test
  void aUsersErrorIsAProblemWithItsCode() {
    HttpResponse response = ask("GET", "/api/known");
    assertThat(response.status().intValue()).isEqualTo(503);
    assertThat(response.entity().getContentType().toString()).isEqualTo("application/problem+json");
    assertThat(text(response))
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
                + "\"detail\":\"later\",\"code\":\"UNAVAILABLE\"}");
  }

  @Test
  void aFaultOfTheServerKeepsItsReasonToItself() {
    HttpResponse response = ask("GET", "/api/broken");
    assertThat(response.status().intValue()).isEqualTo(500);
    assertThat(text(response)).doesNotContain("secret");
  }

  @Test
  void peopleGetAPage() {
    assertThat(text(ask("GET", "/page"))).isEqualTo("400 page: no");
  }

  private static Route route(HttpMethod method, String template) {
    return new Route(
        method,
        template,
        exchange -> {
          Map<String, String> found = new TreeMap<>();
          exchange.parameters().forEach((name, value) -> found.put(name, new String(value, UTF_8)));
          return answer(method.name() + " " + template + " " + found);
        });
  }

  private static Route failing(String template, RuntimeException failure) {
    return new Route(HttpMethods.GET, template, exchange -> CompletableFuture.failedStage(failure));
  }

  private static CompletableFuture<HttpResponse> answer(String text) {
    return CompletableFuture.completedFuture(HttpResponse.create().withEntity(text));
  }

  private HttpResponse ask(String method, String target) {
    HttpRequest request = HttpRequest.create().withMethod(HttpMethods.lookup(method).orElseThrow());
    Exchange exchange =
        new Exchange(
            request,
            RequestTarget.parse(target).orElseThrow(),
            new Client(InetAddress.getLoopbackAddress(), false),
            Map.of(),
            new CompletableFuture<>());
    return router.handle(exchange).toCompletableFuture().join();
  }

  private static String text(HttpResponse response) {
    return ((HttpEntity.Strict) response.entity()).getData().utf8String();
  }
}
