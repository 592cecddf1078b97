package dev.rollcall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.docs.MetricsTable;
import dev.rollcall.edge.http.dashboard.Exposition;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running server tells of itself while it is used. */
class MetricsIT {
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path directory;

  @SuppressWarnings("NullAway.Init") // Started before the first test.
  private static RollcallProcess server;

  @BeforeAll
  static void serve() throws Exception {
    list(100);
    Files.writeString(
        directory.resolve("rollcall.conf"),
        """
        rollcall {
          drain-delay = 3s
          listeners {
            lookup { port = 0 }
            message { port = 0 }
            http { port = 0 }
          }
          sets.names { source = list.txt, check-interval = 100ms }
        }
        """);
    server = start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RollcallProcess start() throws Exception {
    RollcallProcess started =
        RollcallProcess.start(JAVA_HOME, directory, "serve", "-c", "rollcall.conf");
    started.awaitLine("ready");
    return started;
  }

  private static void list(int count) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add("line-" + i);
    }
    Files.write(directory.resolve("list.txt"), lines);
  }

  private static HttpResponse<String> get(RollcallProcess from, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + from.port("http") + path);
    return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static Exposition scrape() {
    try {
      return Exposition.parse(get(server, "/metrics").body());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Wire tls() throws Exception {
    return Wire.tls(Wire.trusting(directory.resolve("data/certs/ca.crt")), server.port("lookup"));
  }

  /** How much a number has grown. */
  private record Growth(Exposition from, Exposition to) {
    double of(String name, String... labels) {
      return to.value(name, labels) - from.value(name, labels);
    }
  }

  @Test
  void lookupsOverTlsAreCountedExactly() throws Exception {
    Exposition before = scrape();
    double open = before.value("rollcall_connections_open", "listener", "lookup");
    try (Wire wire = tls()) {
      for (int i = 0; i < 7; i++) {
        wire.send("line-1\nnone\nline-2\n");
        assertThat(wire.line()).isEqualTo("STRING EXISTS");
        assertThat(wire.line()).isEqualTo("STRING NOT FOUND");
        assertThat(wire.line()).isEqualTo("STRING EXISTS");
      }
      Exposition after = scrape();
      assertThat(after.value("rollcall_connections_open", "listener", "lookup"))
          .isEqualTo(open + 1);
      Growth growth = new Growth(before, after);
      assertThat(growth.of("rollcall_requests_total", "listener", "lookup")).isEqualTo(21);
      assertThat(growth.of("rollcall_set_queries_total", "set", "names")).isEqualTo(21);
      assertThat(growth.of("rollcall_set_hits_total", "set", "names")).isEqualTo(14);
      String durations = "rollcall_request_duration_seconds";
      assertThat(growth.of(durations + "_count", "listener", "lookup")).isEqualTo(7);
      assertThat(growth.of(durations + "_bucket", "listener", "lookup", "le", "10.0")).isEqualTo(7);
      assertThat(after.value(durations + "_bucket", "listener", "lookup", "le", "1.0E-5"))
          .isNotNegative();
      assertThat(growth.of("rollcall_received_bytes_total", "listener", "lookup"))
          .isEqualTo(7 * 19);
      assertThat(growth.of("rollcall_sent_bytes_total", "listener", "lookup"))
          .isEqualTo(7 * (14 + 17 + 14));
    }
    await().until(() -> scrape().value("rollcall_connections_open", "listener", "lookup") == open);
  }

  @Test
  void aListThatCannotBeLoadedIsSeen() throws Exception {
    Exposition before = scrape();
    Instant begun = Instant.now();
    list(3);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                new Growth(before, scrape()).of("rollcall_set_load_failures_total", "set", "names")
                    == 1);
    Exposition after = scrape();
    assertThat(after.value("rollcall_set_last_failed_load_seconds", "set", "names"))
        .isBetween(begun.toEpochMilli() / 1000.0, Instant.now().toEpochMilli() / 1000.0);
    assertThat(after.value("rollcall_set_members", "set", "names")).isEqualTo(100);
    list(100);
    assertThat(get(server, "/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void aFollowerThatDoesNotReadFallsBehindAndCatchesUp() throws Exception {
    String text = "x".repeat(100_000);
    int messages = 200;
    try (Socket deaf = follower("lagging");
        Wire sender = Wire.tcp(server.port("message"))) {
      assertThat(line(deaf.getInputStream())).startsWith("OK joined lagging");
      for (int i = 0; i < messages; i++) {
        assertThat(sender.send("/send lagging " + text + "\n").line()).startsWith("OK ");
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  scrape().value("rollcall_topic_follower_lag_seconds", "topic", "lagging") > 0.5);
      Exposition behind = scrape();
      assertThat(behind.value("rollcall_topic_followers", "topic", "lagging")).isEqualTo(1);
      assertThat(behind.value("rollcall_topic_appended_total", "topic", "lagging"))
          .isEqualTo(messages);
      assertThat(behind.value("rollcall_topic_messages", "topic", "lagging")).isEqualTo(messages);
      assertThat(behind.value("rollcall_topic_bytes", "topic", "lagging"))
          .isGreaterThanOrEqualTo(messages * 100_000.0);
      for (int i = 0; i < messages; i++) {
        assertThat(line(deaf.getInputStream())).endsWith(text);
      }
      await()
          .until(
              () -> scrape().value("rollcall_topic_follower_lag_seconds", "topic", "lagging") == 0);
    }
    await().until(() -> !scrape().has("rollcall_topic_followers", "topic", "lagging"));
  }

  /** Its window is so small that little can be on the way to it. */
  private static Socket follower(String topic) throws Exception {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(30_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port("message")));
    socket.getOutputStream().write(("/join " + topic + "\n").getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.append((char) b);
    }
    return line.toString();
  }

  @Test
  void certificateExpiryIsWhatOpensslSays() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");
    Process openssl =
        new ProcessBuilder("openssl", "x509", "-enddate", "-noout", "-in", "data/certs/server.crt")
            .directory(directory.toFile())
            .start();
    String printed = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    ZonedDateTime end =
        ZonedDateTime.parse(
            printed.strip().replace("notAfter=", "").replaceAll(" +", " "),
            DateTimeFormatter.ofPattern("MMM d HH:mm:ss yyyy z", Locale.ROOT));
    assertThat(scrape().value("rollcall_certificate_expiry_seconds", "certificate", "server.crt"))
        .isEqualTo((double) end.toEpochSecond());
  }

  @Test
  void everyMetricIsAsThePageOnOperationsSays() throws Exception {
    try (Wire wire = Wire.tcp(server.port("message"))) {
      wire.send("hello\n/join messages\n/nonsense\n").send("again\n");
      await().until(() -> scrape().has("rollcall_topic_followers", "topic", "messages"));
      Exposition scrape = scrape();
      List<MetricsTable.Row> rows = MetricsTable.rows();
      assertThat(rows).hasSizeGreaterThan(20);
      for (MetricsTable.Row row : rows) {
        Exposition.Family family = scrape.family(row.name());
        assertThat(family.type()).as(row.name()).isEqualTo(row.type());
        assertThat(family.labels()).as(row.name()).isEqualTo(row.labels());
      }
      Set<String> own =
          scrape.families().keySet().stream()
              .filter(name -> name.startsWith("rollcall_") && !name.endsWith("_seconds_max"))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(own)
          .isEqualTo(
              rows.stream()
                  .map(MetricsTable.Row::name)
                  .collect(Collectors.toCollection(TreeSet::new)));
      assertThat(scrape.families())
          .containsKeys(
              "jvm_memory_used_bytes",
              "jvm_gc_pause_seconds",
              "jvm_threads_live_threads",
              "process_cpu_usage",
              "process_uptime_seconds",
              "process_files_open_files",
              "process_files_max_files");
      assertThat(scrape.value("rollcall_cluster_members", "status", "up")).isEqualTo(1);
    }
  }
}
