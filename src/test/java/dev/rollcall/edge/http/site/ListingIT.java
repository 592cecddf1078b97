package dev.rollcall.edge.http.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.base.UserError;
import dev.rollcall.edge.http.site.SiteFixture.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingIT {
  private static final Pattern ROW =
      Pattern.compile(
          "<tr class=\"(\\w+)\">\\s*<td><a href=\"([^\"]*)\">([^<]*)</a></td>\\s*"
              + "<td[^>]*>([^<]*)</td>\\s*<td[^>]*><time[^>]*>([^<]*)</time></td>\\s*"
              + "<td[^>]*>([^<]*)</td>\\s*</tr>");

  @TempDir private Path directory;

  private record Row(
      String kind, String link, String name, String size, String modified, String requests) {}

  private static List<Row> rows(Response response) {
    List<Row> rows = new ArrayList<>();
    Matcher matcher = ROW.matcher(response.text());
    while (matcher.find()) {
      rows.add(
          new Row(
              matcher.group(1),
              matcher.group(2),
              matcher.group(3),
              matcher.group(4),
              matcher.group(5),
              matcher.group(6)));
    }
    return rows;
  }

  private static List<String> names(Response response) {
    return rows(response).stream().map(Row::name).toList();
  }

  private Path file(String name, int bytes) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, new byte[bytes]);
  }

  @Test
  void entriesAreListedFoldersFirst() throws IOException {
    Path file = file("b.txt", 1536);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2024-05-06T07:08:09Z")));
    file("A.txt", 0);
    file("z/x.txt", 1);
    try (SiteFixture site = new SiteFixture(directory)) {
      Response response = site.get("/");
      assertThat(response.header("content-type")).isEqualTo("text/html; charset=UTF-8");
      assertThat(names(response)).containsExactly("z/", "A.txt", "b.txt");
      assertThat(rows(response).get(2))
          .isEqualTo(new Row("file", "b.txt", "b.txt", "1.5 KB", "2024-05-06 07:08:09", "0"));
      assertThat(rows(site.get("/z/")).get(0))
          .isEqualTo(new Row("parent", "../", "..", "", "", ""));
    }
  }

  @Test
  void entriesAreSortedAsAsked() throws IOException {
    Files.setLastModifiedTime(file("a", 2), FileTime.from(Instant.ofEpochSecond(3)));
    Files.setLastModifiedTime(file("b", 3), FileTime.from(Instant.ofEpochSecond(1)));
    Files.setLastModifiedTime(file("c", 1), FileTime.from(Instant.ofEpochSecond(2)));
    try (SiteFixture site = new SiteFixture(directory)) {
      site.get("/c");
      assertThat(names(site.get("/?sort=name&order=desc"))).containsExactly("c", "b", "a");
      assertThat(names(site.get("/?sort=size&order=asc"))).containsExactly("c", "a", "b");
      assertThat(names(site.get("/?sort=size"))).containsExactly("b", "a", "c");
      assertThat(names(site.get("/?sort=modified&order=asc"))).containsExactly("b", "c", "a");
      assertThat(names(site.get("/?sort=requests"))).containsExactly("c", "a", "b");
      assertThat(names(site.get("/?sort=nonsense&order=x"))).containsExactly("a", "b", "c");
      assertThat(site.get("/?sort=size").text())
          .contains("aria-sort=\"descending\"><a href=\"?sort=size&amp;order=asc\">");
    }
  }

  @Test
  void namesAreEscaped() throws IOException {
    String name = "<script>alert(1)<&\"'>%2e#?.txt";
    file(name, 5);
    file("a:b", 1);
    try (SiteFixture site = new SiteFixture(directory)) {
      Response response = site.get("/");
      assertThat(response.text()).doesNotContain("<script");
      assertThat(response.header("content-security-policy")).contains("default-src 'none'");
      Row row = rows(response).get(0);
      assertThat(row.name()).isEqualTo("&lt;script&gt;alert(1)&lt;&amp;&quot;&#39;&gt;%2e#?.txt");
      assertThat(site.get("/" + row.link()).body()).hasSize(5);
      assertThat(rows(response).get(1).link()).isEqualTo("a%3Ab");
    }
  }

  /** Fifty clients at once, each on a connection of its own; the listing tells exactly fifty. */
  @Test
  void requestsAreCountedExactly() throws Exception {
    file("sub/counted.txt", 10);
    ExecutorService clients = Executors.newFixedThreadPool(50);
    try (SiteFixture site = new SiteFixture(directory)) {
      List<CompletableFuture<Integer>> requests = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        String method = i % 2 == 0 ? "GET" : "HEAD";
        requests.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return site.request(method, "/sub/%63ounted.txt?x=1").status();
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                },
                clients));
      }
      assertThat(requests).allMatch(request -> request.join() == 200);
      Row row = rows(site.get("/sub/")).get(1);
      assertThat(row.name()).isEqualTo("counted.txt");
      assertThat(row.requests()).isEqualTo("50");
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void onlyWhatWasHadIsCounted() throws IOException {
    file("a.txt", 10);
    file("sub/b.txt", 10);
    try (SiteFixture site = new SiteFixture(directory)) {
      String tag = site.get("/a.txt").header("etag");
      site.get("/a.txt", "Range: bytes=0-1");
      site.get("/a.txt", "If-None-Match: " + tag);
      site.get("/a.txt", "If-Match: \"x\"");
      site.get("/a.txt", "Range: bytes=99-");
      site.request("POST", "/a.txt", "Content-Length: 0");
      site.get("/sub");
      site.get("/sub/");
      assertThat(rows(site.get("/"))).extracting(Row::requests).containsExactly("1", "3");
    }
  }

  @Test
  void listingCanBeSwitchedOff() throws IOException {
    file("a.txt", 1);
    file("sub/index.html", 1);
    try (SiteFixture site = new SiteFixture(directory, false, Optional.empty())) {
      assertThat(site.get("/").status()).isEqualTo(403);
      assertThat(site.get("/").text()).contains("<b>403</b> Forbidden");
      assertThat(site.get("/a.txt").status()).isEqualTo(200);
      assertThat(site.get("/sub/").status()).isEqualTo(200);
    }
  }

  @Test
  void largeDirectoryIsCutWithNote() throws IOException {
    for (int i = 0; i <= ListingPage.ENTRIES_MAX; i++) {
      Files.createFile(directory.resolve("file-" + i));
    }
    try (SiteFixture site = new SiteFixture(directory)) {
      Response response = site.get("/");
      assertThat(rows(response)).hasSize(ListingPage.ENTRIES_MAX);
      assertThat(response.text()).contains("Only 10000 entries are shown");
      Response head = site.request("HEAD", "/");
      assertThat(head.header("content-length")).isEqualTo(response.header("content-length"));
      Files.delete(directory.resolve("file-0"));
      assertThat(site.get("/").text()).doesNotContain("entries are shown");
    }
  }

  @Test
  void emptyDirectorySaysSo() throws IOException {
    try (SiteFixture site = new SiteFixture(directory)) {
      assertThat(site.get("/").text()).contains("<p class=\"note\">Nothing here.</p>");
    }
  }

  @Test
  void administratorsTemplatesTakeTheBuiltInOnesPlace() throws IOException {
    Path root = Files.createDirectories(directory.resolve("root"));
    Path templates = Files.createDirectories(directory.resolve("templates"));
    Files.writeString(root.resolve("<i>"), "");
    Files.writeString(
        templates.resolve("404.html"), "<style>a{b:c}</style>gone: {status} {detail}");
    Files.writeString(
        templates.resolve("listing.html"), "{path}:<!-- entry -->({name})<!-- /entry -->.");
    try (SiteFixture site = new SiteFixture(root, true, Optional.of(templates))) {
      Response missing = site.get("/missing");
      assertThat(missing.text())
          .isEqualTo("<style>a{b:c}</style>gone: 404 There is no such file here.");
      assertThat(missing.header("content-security-policy")).contains("style-src 'self' 'sha256-");
      assertThat(site.get("/").text()).isEqualTo("/:(&lt;i&gt;).");
      assertThat(site.request("POST", "/", "Content-Length: 0").text()).contains("<b>405</b>");
    }
  }

  @Test
  void templatesThatCannotBeUsedAreTold() throws IOException {
    Path templates = Files.createDirectories(directory.resolve("templates"));
    Files.writeString(templates.resolve("listing.html"), "no entries");
    assertThatThrownBy(() -> new ListingPage(Optional.of(templates)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("listing.html: must have <!-- entry -->");
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> new Pages(Optional.of(missing)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("rollcall.http.templates")
        .hasMessageContaining("must be an existing directory");
    assertThatThrownBy(() -> SiteSettings.of("--dir", missing, true, Optional.empty()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("--dir = " + missing + ": must be a directory that can be read");
  }
}
