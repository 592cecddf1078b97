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
  private static final String HOSTILE = "<img src=x onerror=alert(1)>";
  private static final long DAY_SECONDS = 86_400;

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
                                  new Feed(system, node, Duration.ofMillis(200)))),
                          exchange ->
                              CompletableFuture.completedStage(
                                  HttpResponse.create().withStatus(StatusCodes.NOT_FOUND)))));

  @BeforeAll
  static void launch() {
    browser = Browser.launch();
  }

  @AfterAll
  static void quit() {
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Tab open(Look look) {
    return browser.open(look).go(server.uri("/dashboard"));
  }

  /** The values of a tile, its unit and its note. */
  private static String tile(String name) {
    return "#tiles .tile:has(dt:text-is('" + name + "'))";
  }

  private void lookups(int count, int found) {
    node.count("rollcall.requests", count, "listener", "lookup");
    node.count("rollcall.set.queries", count, "set", "names");
    node.count("rollcall.set.hits", found, "set", "names");
    node.gauge("rollcall.connections.open", 42, "listener", "lookup");
    node.request(Duration.ofNanos(50_000), "lookup");
  }

  @Test
  void showsRatesOutOfDifferences() {
    node.everySecond(() -> lookups(1500, 300));
    try (Tab tab = open(Look.LIGHT)) {
      tab.awaitText(tile("Requests"), text -> text.replace('\u00a0', ' ').contains("1.5 k/s"));
      tab.awaitText(tile("Hit ratio"), text -> text.replace('\u00a0', ' ').contains("20 %"));
      assertThat(tab.text(tile("Connections"))).contains("42");
      assertThat(tab.text("#listeners-table")).contains("lookup", "42", "1.5");
      assertThat(tab.one("#rate-chart").getAttribute("aria-label")).contains("lookup 1.5 k");
      assertThat(tab.faults()).isEmpty();
    }
  }

  @Test
  void counterThatBeginsAgainMakesNoSpike() {
    node.everySecond(() -> lookups(1000, 500));
    try (Tab tab = open(Look.LIGHT)) {
      tab.awaitTrue("recent.frames.length > 5");
      node.restart();
      tab.awaitTrue("recent.frames.length < 4");
      tab.awaitTrue("recent.frames.length > 5");
      Object most = tab.page().evaluate("Math.max(...history5.column('requests|lookup'))");
      Object least =
          tab.page()
              .evaluate(
                  "Math.min(...history5.column('requests|lookup').filter((rate) => rate !== null))");
      assertThat(((Number) most).doubleValue()).isEqualTo(1000);
      assertThat(((Number) least).doubleValue()).isEqualTo(1000);
    }
  }

  @Test
  void saysInWordsWhatColoursSay() {
    node.everySecond(
        () -> {
          long now = node.time() / 1000;
          String meter = "rollcall.certificate.expiry";
          node.gauge(meter, now + 81 * DAY_SECONDS + 9, "certificate", "long.crt");
          node.gauge(meter, now + 12 * DAY_SECONDS + 9, "certificate", "soon.crt");
          node.gauge(meter, now + 2 * DAY_SECONDS + 9, "certificate", "now.crt");
          node.gauge(meter, now - DAY_SECONDS, "certificate", "over.crt");
        });
    node.sets
        .addObject()
        .put("name", "names")
        .put("generation", 3)
        .put("count", 7)
        .put("live", node.time())
        .put("stale", true)
        .putObject("failed")
        .put("at", node.time())
        .put("reason", "list.txt: half of it is missing");
    try (Tab tab = open(Look.LIGHT)) {
      String certificates = tab.awaitText("#certificates-table", text -> text.contains("long.crt"));
      assertThat(certificates.replace("\n", " ").replace("\t", " "))
          .containsPattern("long.crt .*81 days")
          .containsPattern("soon.crt .*12 days renew soon")
          .containsPattern("now.crt .*2 days renew now")
          .containsPattern("over.crt .*expired");
      assertThat(tab.text("#sets-table"))
          .contains("stale", "the list before is served", "list.txt: half of it is missing");
    }
  }

  @Test
  void namesOfClientsAreTextEverywhere() {
    node.topicNames.add(HOSTILE);
    node.everySecond(() -> node.count("rollcall.topic.appended", 5, "topic", HOSTILE));
    try (Tab tab = open(Look.LIGHT)) {
      tab.awaitText("#topics-table", text -> text.contains(HOSTILE));
      assertThat(tab.text("#tail-topic")).contains(HOSTILE);
      assertThat(tab.one("img").count()).isZero();
      assertThat(tab.faults()).isEmpty();
    }
  }

  @Test
  void emptyNodeSaysWhatToDo() {
    try (Tab tab = open(Look.LIGHT)) {
      tab.awaitText("#state", text -> text.equals("Live"));
      assertThat(tab.text("#topics-table")).contains("No topic yet: send a message below.");
      assertThat(tab.text("#limits-table")).contains("No limit was ever met.");
      assertThat(tab.faults()).isEmpty();
    }
  }

  @Test
  void withoutApiTheBoxesSaySo() {
    node.sets.addObject().put("name", "names").put("generation", 1).put("count", 7);
    try (Tab tab = open(Look.LIGHT)) {
      tab.awaitText("#sets-table", text -> text.contains("names"));
      tab.one("#lookup-string").fill("alpha");
      tab.one("#lookup-string").press("Enter");
      tab.awaitText("#lookup-result", text -> text.contains("does not offer its API"));
      tab.awaitText("#state", text -> text.equals("Live"));
    }
  }

  @Test
  void longNamesDoNotWidenAPhone() {
    String name = "a-name-without-any-space-".repeat(9);
    node.topicNames.add(name);
    node.everySecond(
        () -> {
          node.count("rollcall.topic.appended", 5, "topic", name);
          node.count("rollcall.requests", 5, "listener", name);
          node.gauge("rollcall.connections.open", 5, "listener", name);
        });
    try (Tab tab = open(Look.PHONE)) {
      tab.awaitText("#topics-table", text -> text.contains(name));
      tab.awaitTrue("recent.frames.length > 3");
      assertThat(tab.overflows()).isFalse();
      tab.picture("phone-long-names");
    }
  }

  @Test
  void numbersReadWell() {
    try (Tab tab = open(Look.LIGHT)) {
      assertThat(
              tab.page()
                  .evaluate(
                      """
                      [formatRate(0.4), formatRate(1234567), formatRate(999.7), formatCount(9999),
                       formatBytes(1536), formatLatency(0.00085), formatLatency(1.5),
                       formatSpan(93784), formatSpan(0), formatAgo(185), formatAgo(0.5),
                       formatPercent(0.9999), formatPercent(1), formatPercent(NaN)]
                      .map((text) => text.replaceAll(SPACE, ' ')).join(' | ')
                      """))
          .isEqualTo(
              "0.4 | 1.23 M | 1 k | 9999 | 1.5 KiB | 850 µs | 1.5 s | 1 d 2 h | 0 s | 3 min ago"
                  + " | just now | 99.9 % | 100 % | –");
    }
  }

  @Test
  void percentilesComeOutOfBuckets() {
    try (Tab tab = open(Look.LIGHT)) {
      Object result =
          tab.page()
              .evaluate(
                  """
                  (() => {
                    const before = { count: 10, buckets: [[0.001, 10], [0.01, 10], [0.1, 10]] };
                    const now = { count: 110, buckets: [[0.001, 10], [0.01, 100], [0.1, 110]] };
                    const between = durationsBetween(now, before);
                    return [percentile(between, 0.45).toFixed(4), percentile(between, 0.95).toFixed(3),
                      percentile(null, 0.5), durationsBetween(before, now)].join(' ');
                  })()
                  """);
      assertThat(result).isEqualTo("0.0055 0.055  ");
    }
  }
}
