package dev.rollcall.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.browser.Browser;
import dev.rollcall.browser.Browser.Look;
import dev.rollcall.browser.Tab;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard of the jar, in a real browser. */
class DashboardIT {
  private static final String HOSTILE = "<img src=x onerror=\"alert('in')\"><b>bold</b>";
  private static final Path JAVA = Path.of(System.getProperty("java.home"));

  @TempDir private static Path directory;
  private static Browser browser;
  private static RollcallProcess server;

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.launch();
    server = serve(directory, 0);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  private static RollcallProcess serve(Path directory, int httpPort) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    arguments.addAll(RollcallProcess.FREE_PORTS);
    arguments.addAll(List.of("--set", "listeners.http.port=" + httpPort));
    RollcallProcess started =
        RollcallProcess.start(JAVA, directory, arguments.toArray(String[]::new));
    started.awaitLine("ready");
    return started;
  }

  private static Tab open(Look look) throws Exception {
    Tab tab = browser.open(look).go(page(server));
    tab.awaitText("#state", text -> text.equals("Live"));
    tab.awaitText("#sets-table", text -> text.contains("names"));
    return tab;
  }

  private static URI page(RollcallProcess server) throws Exception {
    return URI.create("http://127.0.0.1:" + server.port("http") + "/dashboard");
  }

  private static LookupLoad load() throws Exception {
    return new LookupLoad(
        Wire.trusting(directory.resolve("data/certs/ca.crt")),
        server.port("lookup"),
        List.of(member(), "of no list"));
  }

  /** A line of the sample list. */
  private static String member() throws Exception {
    try (var lines = Files.lines(directory.resolve("data/sample/200k.txt"))) {
      return lines.skip(100).findFirst().orElseThrow();
    }
  }

  private static String tile(String name) {
    return "#tiles .tile:has(dt:text-is('" + name + "')) .value";
  }

  @Test
  void valuesMoveWhileALoadRuns() throws Exception {
    try (Tab tab = open(Look.LIGHT);
        LookupLoad load = load()) {
      tab.awaitText(tile("Requests"), text -> text.matches("[1-9].*k/s"));
      tab.awaitText(tile("Hit ratio"), text -> text.startsWith("50"));
      tab.awaitText("#listeners-table", text -> text.matches("(?s).*lookup\\s+1\\s.*"));
      tab.awaitTrue("history5.column('requests|lookup').filter((rate) => rate > 0).length > 3");
      assertThat(tab.one("#rate-chart").getAttribute("aria-label")).containsPattern("lookup [1-9]");
      assertThat(tab.one("#duration-chart").getAttribute("aria-label")).contains("99 % within");
      assertThat(load.isRunning()).isTrue();
      tab.picture("dashboard-light");
      assertThat(tab.faults()).isEmpty();
      tab.assertAskedOnly(server.port("http"));
    }
    try (Tab tab = open(Look.LIGHT)) {
      tab.awaitText(tile("Requests"), text -> text.startsWith("0"));
    }
  }

  @Test
  void lookupBoxTellsMembersFromOthers() throws Exception {
    try (Tab tab = open(Look.LIGHT)) {
      tab.one("#lookup-string").fill(member());
      tab.one("#lookup button").click();
      String found = tab.awaitText("#lookup-result", text -> text.contains("EXISTS"));
      assertThat(found).contains("generation");

      tab.one("#lookup-string").fill("no such line / at all?");
      tab.one("#lookup button").click();
      tab.awaitText("#lookup-result", text -> text.contains("NOT FOUND"));

      tab.one("#lookup-string").fill("");
      tab.one("#lookup button").click();
      tab.awaitText("#lookup-result", text -> text.contains("Type the string"));
      assertThat(tab.faults()).isEmpty();
    }
  }

  @Test
  void lookupBoxExplainsAnUnknownSet() throws Exception {
    try (Tab tab = open(Look.LIGHT)) {
      tab.page()
          .evaluate(
              "byId('lookup-set').append(new Option('nams', 'nams')); byId('lookup-set').value ="
                  + " 'nams'");
      tab.one("#lookup-string").fill("x");
      tab.one("#lookup-string").press("Enter");
      tab.awaitText(
          "#lookup-result",
          text -> text.contains("No set is called nams") && text.contains("names"));
    }
  }

  @Test
  void hostileMessageIsSentFollowedAndShownAsText() throws Exception {
    try (Tab tab = open(Look.LIGHT)) {
      tab.one("#send-topic").fill("for-the-tail");
      tab.one("#send-text").fill(HOSTILE);
      tab.one("#send-text").press("Enter");
      tab.awaitText("#send-result", text -> text.matches("(?s)Stored .*\\d+-\\d+"));
      tab.awaitText("#tail-list", text -> text.contains(HOSTILE));
      tab.awaitText("#tail-state", text -> text.startsWith("Following"));

      tab.one("#send-text").fill("the second");
      tab.one("#send-text").press("Enter");
      tab.awaitText("#tail-list", text -> text.contains("the second"));
      tab.awaitText("#topics-table", text -> text.contains("for-the-tail"));

      assertThat(tab.one("img").count()).isZero();
      assertThat(tab.one("#tail-list b").count()).isZero();
      assertThat(tab.one("#tail-list li").first().innerText()).contains("the second");
      assertThat(tab.faults()).isEmpty();
    }
  }

  @Test
  void pausedTailStandsStillAndGoesOnLater() throws Exception {
    try (Tab tab = open(Look.LIGHT)) {
      tab.one("#send-topic").fill("paused");
      tab.one("#send-text").fill("before");
      tab.one("#send-text").press("Enter");
      tab.awaitText("#tail-list", text -> text.contains("before"));
      tab.awaitText("#tail-state", text -> text.startsWith("Following"));
      tab.one("#tail-pause").click();
      tab.one("#send-text").fill("meanwhile");
      tab.one("#send-text").press("Enter");
      tab.awaitText("#tail-state", text -> text.contains("1 message since"));
      assertThat(tab.text("#tail-list")).doesNotContain("meanwhile");
      tab.one("#tail-pause").click();
      tab.awaitText("#tail-list", text -> text.contains("meanwhile"));
    }
  }

  @Test
  void connectsAgainWhenTheServerIsBack(@TempDir Path other) throws Exception {
    int port;
    try (RollcallProcess first = serve(other, 0);
        Tab tab = browser.open(Look.LIGHT).go(page(first))) {
      port = first.port("http");
      tab.awaitText("#state", text -> text.equals("Live"));
      first.terminate();
      first.awaitEnd();
      tab.awaitText("#state", text -> text.startsWith("Reconnecting"));
      assertThat(tab.page().title()).startsWith("Reconnecting");
      try (RollcallProcess second = serve(other, port)) {
        tab.awaitText("#state", text -> text.equals("Live"));
        assertThat(second.isAlive()).isTrue();
      }
    }
  }

  @Test
  void everythingCanBeDoneWithTheKeyboard() throws Exception {
    try (Tab tab = open(Look.LIGHT)) {
      tab.page().keyboard().press("Tab");
      assertThat(focused(tab)).isEqualTo("Skip to content");
      for (int i = 0; i < 60 && !focused(tab).equals("lookup-string"); i++) {
        tab.page().keyboard().press("Tab");
        assertThat(tab.page().evaluate("document.activeElement.matches(':focus-visible')"))
            .as("one can see that %s has the focus", focused(tab))
            .isEqualTo(true);
      }
      tab.page().keyboard().type(member());
      tab.page().keyboard().press("Enter");
      tab.awaitText("#lookup-result", text -> text.contains("EXISTS"));
    }
  }

  private static String focused(Tab tab) {
    return (String)
        tab.page().evaluate("document.activeElement.id || document.activeElement.textContent");
  }

  @Test
  void darkIsDarkAndTheButtonChangesIt() throws Exception {
    try (Tab tab = open(Look.DARK);
        LookupLoad load = load()) {
      assertThat(brightness(tab)).isLessThan(60);
      tab.awaitTrue("history5.column('requests|lookup').filter((rate) => rate > 0).length > 3");
      assertThat(load.isRunning()).isTrue();
      tab.picture("dashboard-dark");
      tab.one("#theme").click();
      assertThat(brightness(tab)).isGreaterThan(200);
      tab.page().reload();
      assertThat(brightness(tab)).as("after a reload").isGreaterThan(200);
    }
  }

  private static int brightness(Tab tab) {
    return (Integer)
        tab.page()
            .evaluate(
                "parseInt(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0], 10)");
  }

  @Test
  void phoneHasNothingBesideTheScreen() throws Exception {
    try (Tab tab = open(Look.PHONE)) {
      tab.one("#send-topic").fill("a-topic-of-a-phone");
      tab.one("#send-text").fill("word ".repeat(40) + "x".repeat(300));
      tab.one("#send-text").press("Enter");
      tab.awaitText("#tail-list", text -> text.contains("word"));
      tab.one("details").first().locator("summary").click();
      assertThat(tab.overflows()).isFalse();
      tab.picture("dashboard-phone");
    }
  }

  @Test
  void screenReadersFindNamesForEverything() throws Exception {
    try (Tab tab = open(Look.LIGHT)) {
      Object nameless =
          tab.page()
              .evaluate(
                  """
                  [...document.querySelectorAll('input, select, button, canvas')]
                    .filter((e) => !(e.labels?.length || e.textContent.trim() || e.ariaLabel))
                    .map((e) => e.outerHTML)
                  """);
      assertThat((List<?>) nameless).isEmpty();
      Object headless =
          tab.page()
              .evaluate(
                  """
                  [...document.querySelectorAll('table')].filter((table) =>
                    !table.caption || [...table.querySelectorAll('th')].some((th) => !th.scope)).length
                  """);
      assertThat(headless).isEqualTo(0);
      for (String landmark : List.of("header", "main", "nav", "footer", "h1")) {
        assertThat(tab.one(landmark).count()).as(landmark).isEqualTo(1);
      }
      assertThat(tab.one("html").getAttribute("lang")).isEqualTo("en");
      assertThat(tab.faults()).isEmpty();
    }
  }
}
