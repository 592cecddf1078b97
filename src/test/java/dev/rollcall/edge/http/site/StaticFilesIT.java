package dev.rollcall.edge.http.site;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.edge.http.site.SiteFixture.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticFilesIT {
  private static final Instant MODIFIED = Instant.parse("2024-05-06T07:08:09.5Z");
  private static final String MODIFIED_DATE = "Mon, 06 May 2024 07:08:09 GMT";

  @TempDir private Path root;
  private SiteFixture site;

  @BeforeEach
  void serve() throws IOException {
    Files.writeString(root.resolve("letters.txt"), "abcdefghij");
    Files.setLastModifiedTime(root.resolve("letters.txt"), FileTime.from(MODIFIED));
    site = new SiteFixture(root);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void getAnswersFileWithAllHeaders() throws IOException {
    Response response = site.get("/letters.txt");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("abcdefghij");
    assertThat(response.header("content-length")).isEqualTo("10");
    assertThat(response.header("content-type")).isEqualToIgnoringCase("text/plain; charset=utf-8");
    assertThat(response.header("last-modified")).isEqualTo(MODIFIED_DATE);
    assertThat(response.header("etag")).matches("\"[A-Za-z0-9_-]{22}\"");
    assertThat(response.header("accept-ranges")).isEqualTo("bytes");
    assertThat(response.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(response.header("cache-control")).isEqualTo("no-cache");
    assertThat(response.header("server")).isEqualTo("Rollcall");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 1 << 20, (1 << 20) + 1, (16 << 20) + 1})
  void filesOfAllSizesComeWhole(int size) throws IOException {
    byte[] content = new byte[size];
    new java.util.Random(size).nextBytes(content);
    Files.write(root.resolve("some.bin"), content);
    for (int i = 0; i < 3; i++) {
      Response response = site.get("/some.bin");
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.body()).isEqualTo(content);
      assertThat(response.header("content-type")).isEqualTo("application/octet-stream");
    }
  }

  @Test
  void headAnswersLikeGetWithoutBody() throws IOException {
    Files.write(root.resolve("large.bin"), new byte[2 << 20]);
    for (String path : new String[] {"/letters.txt", "/large.bin", "/", "/missing"}) {
      try (SiteFixture.Client client = site.connect()) {
        Response get = client.request("GET", path);
        Response head = client.request("HEAD", path);
        assertThat(head.status()).isEqualTo(get.status());
        assertThat(head.header("content-length")).isEqualTo(get.header("content-length"));
        assertThat(head.header("content-type")).isEqualTo(get.header("content-type"));
        // What comes next is an answer, not the body of the one before.
        assertThat(client.request("GET", "/letters.txt").text()).isEqualTo("abcdefghij");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"})
  void otherMethodsAreNotAllowed(String method) throws IOException {
    Response response = site.request(method, "/letters.txt", "Content-Length: 0");
    assertThat(response.status()).isEqualTo(405);
    assertThat(response.header("allow")).isEqualTo("GET, HEAD");
  }

  @Test
  void directoryIsServedByItsIndexFile() throws IOException {
    Files.createDirectories(root.resolve("a"));
    Files.createDirectories(root.resolve("b"));
    Files.writeString(root.resolve("a/index.html"), "<p>html");
    Files.writeString(root.resolve("a/index.htm"), "<p>htm of a");
    Files.writeString(root.resolve("b/index.htm"), "<p>htm");
    assertThat(site.get("/a/").text()).isEqualTo("<p>html");
    assertThat(site.get("/b/").text()).isEqualTo("<p>htm");
    assertThat(site.get("/b/").header("content-type"))
        .isEqualToIgnoringCase("text/html; charset=utf-8");
  }

  @ParameterizedTest
  @CsvSource({
    "/sub,/sub/",
    "/sub?a=1&b=/%20,/sub/?a=1&b=/%20",
    "/sub?x=a'b,/sub/?x=a%27b",
    "/a%20b,/a%20b/",
    "/%61%20b?,/a%20b/?",
  })
  void directoryWithoutSlashIsRedirected(String asked, String location) throws IOException {
    Files.createDirectories(root.resolve("sub"));
    Files.createDirectories(root.resolve("a b"));
    Response response = site.get(asked);
    assertThat(response.status()).isEqualTo(308);
    assertThat(response.header("location")).isEqualTo(location);
  }

  @ParameterizedTest
  @ValueSource(strings = {"//sub", "//example.com", "/%2fexample.com", "/\\example.com/", "///"})
  void nobodyIsRedirectedElsewhere(String asked) throws IOException {
    Files.createDirectories(root.resolve("sub"));
    Files.createDirectories(root.resolve("example.com"));
    Response response = site.get(asked);
    assertThat(response.status()).isIn(400, 404);
    assertThat(response.header("location")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/missing", "/letters.txt/", "/letters.txt/x", "/missing/", "/a/b/c"})
  void whatIsNotThereIsNotFound(String path) throws IOException {
    Response response = site.get(path);
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.text()).contains("<h1><b>404</b> Not Found</h1>");
    assertThat(response.header("content-security-policy")).contains("default-src 'none'");
  }

  @Test
  void linksAndPipesAreNotFound() throws Exception {
    Path secret = Files.writeString(root.resolveSibling("secret-" + root.getFileName()), "x");
    Files.createSymbolicLink(root.resolve("link.txt"), secret);
    Files.createSymbolicLink(root.resolve("inside.txt"), root.resolve("letters.txt"));
    Files.createSymbolicLink(root.resolve("up"), root.getParent());
    assertThat(new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start().waitFor())
        .isZero();
    for (String path :
        new String[] {
          "/link.txt",
          "/inside.txt",
          "/up",
          "/up/",
          "/up/" + secret.getFileName(),
          "/pipe",
          "/pipe/x"
        }) {
      assertThat(site.get(path).status()).as(path).isEqualTo(404);
    }
    assertThat(site.get("/").text()).doesNotContain("link.txt", "inside.txt", "\"up", "pipe");
    Files.delete(secret);
  }

  /** Root may read all but what the kernel says is written only. */
  @Test
  void whatMayNotBeReadIsForbidden() throws IOException {
    try (SiteFixture kernel = new SiteFixture(Path.of("/sys/bus/platform"))) {
      assertThat(kernel.get("/drivers_autoprobe").status()).isEqualTo(200);
      assertThat(kernel.get("/uevent").status()).isEqualTo(403);
    }
  }

  @Test
  void changedFileIsServedAsItIsNow() throws IOException {
    Path file = root.resolve("letters.txt");
    for (int i = 0; i < 200; i++) {
      // The same length and time: only what cannot be set back tells them apart.
      String content = "%010d".formatted(i);
      Files.writeString(file, content);
      Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
      assertThat(site.get("/letters.txt").text()).isEqualTo(content);
      assertThat(site.get("/letters.txt").text()).isEqualTo(content);
    }
  }

  @Test
  void partOfFileIsServed() throws IOException {
    Response response = site.get("/letters.txt", "Range: bytes=2-4");
    assertThat(response.status()).isEqualTo(206);
    assertThat(response.text()).isEqualTo("cde");
    assertThat(response.header("content-range")).isEqualTo("bytes 2-4/10");
    assertThat(response.header("content-length")).isEqualTo("3");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=-3,hij",
    "bytes=7-,hij",
    "bytes=0-0,a",
    "bytes=5-99,fghij",
    "bytes=-99,abcdefghij"
  })
  void everyFormOfRangeIsServed(String range, String expected) throws IOException {
    Response response = site.get("/letters.txt", "Range: " + range);
    assertThat(response.status()).isEqualTo(206);
    assertThat(response.text()).isEqualTo(expected);
  }

  @Test
  void severalPartsAreServedInOneAnswer() throws IOException {
    Response response = site.get("/letters.txt", "Range: bytes=0-1,4-5,-1");
    assertThat(response.status()).isEqualTo(206);
    String type = response.header("content-type");
    assertThat(type).startsWith("multipart/byteranges; boundary=");
    String boundary = type.substring(type.indexOf('=') + 1).replace("\"", "");
    String part =
        "--%s\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Range: bytes %s/10\r\n\r\n%s\r\n";
    assertThat(response.text())
        .isEqualTo(
            part.formatted(boundary, "0-1", "ab")
                + part.formatted(boundary, "4-5", "ef")
                + part.formatted(boundary, "9-9", "j")
                + "--"
                + boundary
                + "--\r\n");
  }

  @Test
  void partsOfLongFileAreServed() throws IOException {
    byte[] content = new byte[3 << 20];
    new java.util.Random(1).nextBytes(content);
    Files.write(root.resolve("large.bin"), content);
    String text = new String(content, ISO_8859_1);
    Response response = site.get("/large.bin", "Range: bytes=100000-900000,2000000-2999999");
    assertThat(response.status()).isEqualTo(206);
    assertThat(response.text())
        .contains(text.substring(100_000, 900_001), text.substring(2_000_000, 3_000_000));
  }

  @Test
  void rangeBeyondFileIsNotSatisfiable() throws IOException {
    Response response = site.get("/letters.txt", "Range: bytes=10-");
    assertThat(response.status()).isEqualTo(416);
    assertThat(response.header("content-range")).isEqualTo("bytes */10");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bytes=", "bytes=4-2", "lines=1-2", "bytes=x-y", "bytes", "bytes=0-9,0-9,0-9"})
  void rangeThatMakesNoSenseIsIgnored(String range) throws IOException {
    Response response = site.get("/letters.txt", "Range: " + range);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("abcdefghij");
  }

  @Test
  void rangeDependsOnIfRange() throws IOException {
    String tag = site.get("/letters.txt").header("etag");
    String range = "Range: bytes=0-0";
    assertThat(site.get("/letters.txt", range, "If-Range: " + tag).status()).isEqualTo(206);
    assertThat(site.get("/letters.txt", range, "If-Range: \"other\"").status()).isEqualTo(200);
    assertThat(site.get("/letters.txt", range, "If-Range: W/" + tag).status()).isEqualTo(200);
    assertThat(site.get("/letters.txt", range, "If-Range: " + MODIFIED_DATE).status())
        .isEqualTo(206);
    assertThat(site.get("/letters.txt", range, "If-Range: Mon, 06 May 2024 07:08:10 GMT").status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "If-None-Match: TAG; 304",
        "If-None-Match: W/TAG; 304",
        "If-None-Match: \"x\", TAG; 304",
        "If-None-Match: *; 304",
        "If-None-Match: \"x\"; 200",
        "If-Match: TAG; 200",
        "If-Match: *; 200",
        "If-Match: W/TAG; 412",
        "If-Match: \"x\"; 412",
        "If-Modified-Since: Mon, 06 May 2024 07:08:09 GMT; 304",
        "If-Modified-Since: Mon, 06 May 2024 07:08:08 GMT; 200",
        "If-Modified-Since: Monday, 06-May-24 07:08:09 GMT; 304",
        "If-Modified-Since: Mon May  6 07:08:09 2024; 304",
        "If-Modified-Since: yesterday; 200",
        "If-Unmodified-Since: Mon, 06 May 2024 07:08:09 GMT; 200",
        "If-Unmodified-Since: Mon, 06 May 2024 07:08:08 GMT; 412",
      })
  void conditionsAreMet(String condition, int status) throws IOException {
    String tag = site.get("/letters.txt").header("etag");
    Response response = site.get("/letters.txt", condition.replace("TAG", tag));
    assertThat(response.status()).isEqualTo(status);
    if (status == 304) {
      assertThat(response.header("etag")).isEqualTo(tag);
      assertThat(response.header("last-modified")).isEqualTo(MODIFIED_DATE);
    }
  }

  @Test
  void conditionsAreTakenInTheirOrder() throws IOException {
    String tag = site.get("/letters.txt").header("etag");
    String old = "Sun, 05 May 2024 07:08:09 GMT";
    // A tag wins over a date, a failed precondition over an unchanged file, both over a range.
    assertThat(site.get("/letters.txt", "If-Match: " + tag, "If-Unmodified-Since: " + old).status())
        .isEqualTo(200);
    assertThat(
            site.get("/letters.txt", "If-None-Match: \"x\"", "If-Modified-Since: " + MODIFIED_DATE)
                .status())
        .isEqualTo(200);
    assertThat(site.get("/letters.txt", "If-Match: \"x\"", "If-None-Match: " + tag).status())
        .isEqualTo(412);
    assertThat(site.get("/letters.txt", "If-None-Match: " + tag, "Range: bytes=99-").status())
        .isEqualTo(304);
  }

  @Test
  void tagIsThatOfTheContent() throws IOException {
    Files.createDirectories(root.resolve("copy"));
    Files.writeString(root.resolve("copy/letters.txt"), "abcdefghij");
    Files.writeString(root.resolve("other.txt"), "abcdefghiJ");
    String tag = site.get("/letters.txt").header("etag");
    assertThat(site.get("/copy/letters.txt").header("etag")).isEqualTo(tag);
    assertThat(site.get("/other.txt").header("etag")).isNotEqualTo(tag);
  }

  @Test
  void tagOfLongFileBecomesStrongOnceItRests() throws IOException {
    byte[] content = new byte[20 << 20];
    Files.write(root.resolve("long.bin"), content);
    await()
        .untilAsserted(
            () -> assertThat(site.request("HEAD", "/long.bin").header("etag")).startsWith("\""));
    String tag = site.request("HEAD", "/long.bin").header("etag");
    assertThat(site.get("/long.bin", "If-None-Match: " + tag).status()).isEqualTo(304);
    content[9] = 1;
    Files.write(root.resolve("long.bin"), content);
    assertThat(site.request("HEAD", "/long.bin").header("etag")).isNotEqualTo(tag);
  }

  @Test
  void namesOfAllScriptsAreServed() throws IOException {
    Files.writeString(root.resolve("Müller & Söhne 100%.txt"), "grüß");
    assertThat(site.get("/M%C3%BCller%20&%20S%C3%B6hne%20100%25.txt").status()).isEqualTo(200);
  }
}
