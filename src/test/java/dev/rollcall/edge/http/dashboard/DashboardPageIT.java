package dev.rollcall.edge.http.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.browser.Browser;
import dev.rollcall.browser.Browser.Look;
import dev.rollcall.browser.Tab;
import dev.rollcall.edge.HttpFixture;
import dev.rollcall.edge.http.Faults;
import dev.rollcall.edge.http.Route;
import dev.rollcall.edge.http.Router;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page in a real browser, fed by a node that does what the test says. */
class DashboardPageIT {
  private static Browser browser;

  private final FakeNode node = new FakeNode(1_800_000_000_000L);
  private final HttpFixture server =
      new HttpFixture(
          "",
          system ->
              new Faults((status, detail) -> detail)
                  .around(
                      new Router(
                          List.of(
                              new Route(HttpMethods.GET, "/dashboard", new Dashboard()),
                              new Route(
                                  HttpMethods.GET,
                                  "/ws/dashboard",
                                  new Feed(system, node, Duration.ofMillis(50)))),
                          exchange ->
                              CompletableFuture.completedStage(
                                  HttpResponse.create().withStatus(StatusCodes.NOT_FOUND)))));

  @BeforeAll
  static void launch() {
    browser = Browser.launch();
  }

  @AfterAll
  static void quit() {
    browser.close();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void showsRatesOutOfDifferences() {
    node.everySecond(
        () -> {
          node.count("rollcall.requests", 1500, "listener", "lookup");
          node.count("rollcall.set.queries", 1000, "set", "names");
          node.count("rollcall.set.hits", 250, "set", "names");
          node.gauge("rollcall.connections.open", 42, "listener", "lookup");
          node.request(Duration.ofNanos(50_000), "lookup");
        });
    try (Tab tab = browser.open(Look.LIGHT).go(server.uri("/dashboard"))) {
      tab.awaitText("#tiles", text -> text.contains("1.5") && text.contains("25"));
      tab.picture("fake-light");
      assertThat(tab.text("#listeners-table")).contains("lookup", "42", "1.5");
      assertThat(tab.faults()).isEmpty();
    }
  }
}
