package dev.rollcall.edge.http.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small parts of pages: templates, sizes, types, counts. */
class PagePartsTest {
  @Test
  void whatIsInsertedIsEscapedAndNotFilledAgain() {
    Template template = new Template("<a title=\"{a}\">{b}{c}</a> p{margin:0} {A} {a.b.c}");
    assertThat(template.fill(Map.of("a", "\"'<&>", "b", "{a}$1\\")))
        .isEqualTo("<a title=\"&quot;&#39;&lt;&amp;&gt;\">{a}$1\\{c}</a> p{margin:0} {A} {a.b.c}");
  }

  @Test
  void errorPageShowsWhatIsSaid() {
    String page = new Pages(Optional.empty()).html(StatusCodes.NOT_FOUND, "<script>x</script>");
    assertThat(page)
        .contains("<title>404 Not Found</title>", "<p>&lt;script&gt;x&lt;/script&gt;</p>")
        .doesNotContain("<script>", "{status}", "{reason}", "{detail}");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.0 KB",
    "1536, 1.5 KB",
    "1048524, 1023.9 KB",
    "1048575, 1.0 MB",
    "1073741824, 1.0 GB",
    "5497558138880, 5.0 TB",
    "9223372036854775807, 8.0 EB",
  })
  void sizesAreForPeople(long bytes, String shown) {
    assertThat(ListingPage.size(bytes)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "a.html, text/html; charset=UTF-8",
    "a.HTM, text/html; charset=UTF-8",
    "style.css, text/css; charset=UTF-8",
    "a.b.js, text/javascript; charset=UTF-8",
    "data.json, application/json",
    "image.png, image/png",
    "Cat.pdf, application/pdf",
    "favicon.ico, image/vnd.microsoft.icon",
    "picture.svg, image/svg+xml",
    "a.tar.gz, application/gzip",
    "noend, application/octet-stream",
    "strange.xyz, application/octet-stream",
    ".html, text/html; charset=UTF-8",
  })
  void typesComeFromTheEndOfTheName(String name, String type) {
    assertThat(ContentTypeTable.of(name).toString()).isEqualTo(type);
  }

  @Test
  void segmentsAreEncoded() {
    assertThat(Html.segment("a b/c:d?e#f%g\"<>ä-._~"))
        .isEqualTo("a%20b%2Fc%3Ad%3Fe%23f%25g%22%3C%3E%C3%A4-._~");
  }

  @Test
  void countsAreExactUnderContention() {
    RequestCounts counts = new RequestCounts();
    List<CompletableFuture<Void>> running =
        java.util.stream.IntStream.range(0, 8)
            .mapToObj(
                i ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int n = 0; n < 10_000; n++) {
                            counts.count("/" + n % 10);
                          }
                        }))
            .toList();
    running.forEach(CompletableFuture::join);
    for (int n = 0; n < 10; n++) {
      assertThat(counts.of("/" + n)).isEqualTo(8000);
    }
  }

  @Test
  void noMoreThanSoManyPathsAreCounted() {
    RequestCounts counts = new RequestCounts();
    for (int i = 0; i < RequestCounts.PATHS_MAX + 10; i++) {
      counts.count("/" + i);
    }
    assertThat(counts.count("/0")).isEqualTo(2);
    assertThat(counts.count("/new")).isZero();
    assertThat(counts.of("/new")).isZero();
  }
}
