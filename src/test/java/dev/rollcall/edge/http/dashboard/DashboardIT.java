package dev.rollcall.edge.http.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.edge.HttpFixture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DashboardIT {
  private static HttpFixture server;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    server = new HttpFixture("", system -> new Dashboard());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private HttpResponse<byte[]> get(String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.uri("/dashboard"));
    return client.send(
        (headers.length == 0 ? request : request.headers(headers)).build(),
        BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Test
  void policyAllowsTheScriptsAndStylesInsideAndNoOther() throws Exception {
    HttpResponse<byte[]> response = get();
    String html = new String(response.body(), UTF_8);
    List<String> digests = new ArrayList<>();
    Matcher inside = Pattern.compile("(?s)<(script|style)>(.*?)</\\1>").matcher(html);
    while (inside.find()) {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(inside.group(2).getBytes(UTF_8));
      digests.add("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
    }
    String policy = header(response, "Content-Security-Policy");

    assertThat(digests).hasSize(3);
    assertThat(policy)
        .contains("default-src 'none'")
        .contains("style-src " + digests.get(0) + ";")
        .contains("script-src " + digests.get(1) + " " + digests.get(2) + ";")
        .doesNotContain("unsafe");
    assertThat(html).contains("Chart.js v").doesNotContain("sourceMappingURL");
  }

  @Test
  void documentNamesNothingElseToLoadAndNoHandlersInMarkup() throws Exception {
    String html = new String(get().body(), UTF_8);
    String markup = html.replaceAll("(?s)<(script|style)>.*?</\\1>", "");

    assertThat(Pattern.compile("\\ssrc=").matcher(markup).find()).isFalse();
    assertThat(Pattern.compile("<link(?![^>]*href=\"data:)").matcher(markup).find()).isFalse();
    assertThat(Pattern.compile("\\s(on\\w+|style)=").matcher(markup).find()).isFalse();
  }

  @Test
  void browserThatHasItIsToldSo() throws Exception {
    String tag = header(get(), "ETag");

    assertThat(get("If-None-Match", tag).statusCode()).isEqualTo(304);
    assertThat(get("If-None-Match", "\"other\", W/" + tag).statusCode()).isEqualTo(304);
    assertThat(get("If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
  }

  @Test
  void isSentCompressedToWhoeverTakesIt() throws Exception {
    HttpResponse<byte[]> plain = get();
    HttpResponse<byte[]> zipped = get("Accept-Encoding", "br;q=1.0, gzip;q=0.8");

    assertThat(header(zipped, "Content-Encoding")).isEqualTo("gzip");
    assertThat(zipped.body().length).isLessThan(plain.body().length / 2);
    assertThat(unzipped(zipped.body())).isEqualTo(plain.body());
    assertThat(header(zipped, "ETag")).isNotEqualTo(header(plain, "ETag"));
    assertThat(header(get("Accept-Encoding", "gzip;q=0"), "Content-Encoding")).isEmpty();
  }

  private static byte[] unzipped(byte[] bytes) throws IOException {
    return new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
  }
}
