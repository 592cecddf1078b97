package dev.rollcall.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.browser.Browser;
import dev.rollcall.browser.Browser.Look;
import dev.rollcall.browser.Tab;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The listing and the error pages of the jar, in a real browser. */
class FilePagesIT {
  private static final Path JAVA = Path.of(System.getProperty("java.home"));
  private static final String NAMES = "tbody tr:not(.parent) td:first-child a";

  @TempDir private static Path directory;
  private static Browser browser;
  private static RollcallProcess server;

  @BeforeAll
  static void start() throws Exception {
    Path root = Files.createDirectories(directory.resolve("public"));
    Files.createDirectories(root.resolve("folder"));
    file(root.resolve("a-large.txt"), 5000, 1);
    file(root.resolve("b-small.txt"), 10, 3);
    file(root.resolve("c-<i>.txt"), 200, 2);
    file(root.resolve("folder/inner.txt"), 5, 1);
    browser = Browser.launch();
    server = serve();
  }

  private static RollcallProcess serve(String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    arguments.addAll(RollcallProcess.FREE_PORTS);
    arguments.addAll(List.of("--set", "http.root=" + directory.resolve("public")));
    arguments.addAll(List.of(more));
    Path home = Files.createTempDirectory(directory, "home");
    RollcallProcess started = RollcallProcess.start(JAVA, home, arguments.toArray(String[]::new));
    started.awaitLine("ready");
    return started;
  }

  private static void file(Path path, int bytes, int day) throws Exception {
    Files.write(path, new byte[bytes]);
    Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2024-05-0" + day + "T10:00:00Z")));
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

  private static Tab open(Look look, String path) throws Exception {
    return browser.open(look).go(URI.create("http://127.0.0.1:" + server.port("http") + path));
  }

  private static List<String> files(Tab tab) {
    return tab.one(NAMES).allInnerTexts().stream().filter(name -> name.endsWith("txt")).toList();
  }

  @Test
  void listingShowsFoldersFirstAndHostileNamesAsText() throws Exception {
    try (Tab tab = open(Look.LIGHT, "/")) {
      assertThat(tab.one(NAMES).first().innerText()).startsWith("folder");
      assertThat(files(tab)).containsExactly("a-large.txt", "b-small.txt", "c-<i>.txt");
      assertThat(tab.one("tbody i").count()).isZero();
      tab.picture("listing-light");
      assertThat(tab.faults()).isEmpty();
    }
  }

  @Test
  void eachColumnSortsByAClickAndTheOtherWayByTheNext() throws Exception {
    try (Tab tab = open(Look.LIGHT, "/")) {
      for (String column : List.of("Size", "Modified (UTC)", "Name")) {
        tab.one("thead a:text-is('" + column + "')").click();
        List<String> one = files(tab);
        String order = tab.one("th:has(a:text-is('" + column + "'))").getAttribute("aria-sort");
        tab.one("thead a:text-is('" + column + "')").click();
        List<String> other = files(tab);

        assertThat(order).as(column).isIn("ascending", "descending");
        assertThat(other).as(column).isNotEqualTo(one).hasSize(3);
      }
      tab.one("thead a:text-is('Size')").click();
      assertThat(List.of(files(tab).get(0), files(tab).get(2)))
          .containsExactlyInAnyOrder("a-large.txt", "b-small.txt");
    }
  }

  @Test
  void requestsSortByTheirCount() throws Exception {
    try (Tab tab = open(Look.LIGHT, "/")) {
      for (int i = 0; i < 3; i++) {
        tab.page().request().get(tab.page().url() + "c-%3Ci%3E.txt");
      }
      tab.one("thead a:text-is('Requests')").click();
      String order = tab.one("th:has(a:text-is('Requests'))").getAttribute("aria-sort");
      List<String> sorted = files(tab);
      assertThat(sorted.get(order.equals("descending") ? 0 : 2)).isEqualTo("c-<i>.txt");
    }
  }

  @Test
  void foldersAreEnteredAndLeftWithoutJavaScript() throws Exception {
    try (Tab tab = open(Look.WITHOUT_JAVASCRIPT, "/")) {
      tab.one(NAMES).first().click();
      assertThat(files(tab)).containsExactly("inner.txt");
      tab.one("thead a:text-is('Size')").click();
      assertThat(files(tab)).containsExactly("inner.txt");
      tab.one("tr.parent a").click();
      assertThat(files(tab)).contains("a-large.txt");
    }
  }

  @Test
  void errorPagesSayWhatIsWrong() throws Exception {
    try (Tab tab = open(Look.LIGHT, "/no-such-file.html")) {
      assertThat(tab.text("h1")).contains("404");
      assertThat(tab.page().title()).contains("404");
      assertThat(tab.overflows()).isFalse();
      tab.picture("error-404");
    }
    try (Tab tab = open(Look.PHONE, "/" + "no-such-name-".repeat(30))) {
      assertThat(tab.text("h1")).contains("404");
      assertThat(tab.overflows()).isFalse();
    }
  }

  @Test
  void directoryThatIsNotListedSaysSo() throws Exception {
    try (RollcallProcess other = serve("--set", "http.listing=off");
        Tab tab = browser.open(Look.DARK)) {
      tab.go(URI.create("http://127.0.0.1:" + other.port("http") + "/"));
      assertThat(tab.text("h1")).contains("403");
      tab.picture("error-403-dark");
    }
  }

  @Test
  void listingIsDarkWhereTheSystemIsAndFitsAPhone() throws Exception {
    try (Tab tab = open(Look.DARK, "/")) {
      Object red =
          tab.page()
              .evaluate(
                  "parseInt(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0], 10)");
      assertThat((Integer) red).isLessThan(60);
      tab.picture("listing-dark");
    }
    try (Tab tab = open(Look.PHONE, "/")) {
      assertThat(tab.overflows()).isFalse();
      tab.picture("listing-phone");
    }
  }
}
