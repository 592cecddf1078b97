package dev.rollcall.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code rollcall http}: the server it takes the place of had these options and these limits. */
class FileServerIT {
  private static final Path JAVA = Path.of(System.getProperty("java.home"));
  private static final String[] FREE_PORT = {"http", "--host", "127.0.0.1", "--port", "0"};

  @TempDir private Path directory;

  @BeforeEach
  void makeFiles() throws IOException {
    Files.createDirectories(directory.resolve("public/subdir"));
    Files.writeString(directory.resolve("public/page.html"), "<p>hello");
    Files.writeString(directory.resolve("public/subdir/nested.txt"), "nested");
  }

  private RollcallProcess start(Map<String, String> environment, String... options)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of(FREE_PORT));
    arguments.addAll(List.of(options));
    return RollcallProcess.start(
        environment, List.of("-Xmx256m"), JAVA, directory, arguments.toArray(String[]::new));
  }

  private static HttpResponse<String> get(RollcallProcess server, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port("http") + path))
                .timeout(Duration.ofSeconds(30))
                .build(),
            BodyHandlers.ofString());
  }

  private static void waitUntil(long deadlineNanos) {
    for (long left = deadlineNanos - System.nanoTime();
        left > 0;
        left = deadlineNanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Test
  void servesPublicFolderAndSaysSo() throws Exception {
    try (RollcallProcess server = start(Map.of())) {
      assertThat(get(server, "/page.html").body()).isEqualTo("<p>hello");
      assertThat(get(server, "/").body()).contains("page.html", "subdir/");
      assertThat(get(server, "/api/sets/names/x").statusCode()).isEqualTo(404);
      assertThat(get(server, "/dashboard").statusCode()).isEqualTo(404);
      server.terminate();
      RollcallProcess.Result result = server.awaitEnd();
      assertThat(result.status()).isZero();
      assertThat(result.out())
          .startsWith(
              "Starting HTTP server...",
              "  Host: 127.0.0.1",
              "  Port: 0",
              "  Directory: " + directory.toRealPath().resolve("public"),
              "  Directory Listing: Enabled",
              "  Log Level: info",
              "")
          .anyMatch(line -> line.matches("listening http http tcp 127\\.0\\.0\\.1:\\d+"))
          .contains("ready")
          .anyMatch(line -> line.endsWith("127.0.0.1 - GET /page.html HTTP/1.1"))
          .anyMatch(line -> line.endsWith("127.0.0.1 - 200 OK: /page.html (8 bytes)"))
          .anyMatch(line -> line.contains("WARN") && line.contains("404 Not Found: /dashboard"));
      assertThat(result.err()).isEmpty();
      try (Stream<Path> left = Files.list(directory)) {
        assertThat(left).containsExactly(directory.resolve("public"));
      }
    }
  }

  @Test
  void fiveOfTwentyFastRequestsAreAnswered() throws Exception {
    try (RollcallProcess server = start(Map.of())) {
      int port = server.port("http");
      Map<Integer, Integer> statuses = new HashMap<>();
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 20; i++) {
          String last = i == 19 ? "Connection: close\r\n" : "";
          requests.append("GET /page.html HTTP/1.1\r\nHost: localhost\r\n").append(last);
          requests.append("\r\n");
        }
        socket.getOutputStream().write(requests.toString().getBytes(ISO_8859_1));
        String answers = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        for (String part : answers.split("HTTP/1\\.1 ", -1)) {
          if (!part.isEmpty()) {
            statuses.merge(Integer.parseInt(part.substring(0, 3)), 1, Integer::sum);
          }
          if (part.startsWith("429")) {
            assertThat(part)
                .contains("Retry-After: 1\r\n", "<h1><b>429</b> Too Many Requests</h1>");
          }
        }
      }
      assertThat(statuses).isEqualTo(Map.of(200, 5, 429, 15));
    }
  }

  @Test
  void tenUnhurriedRequestsAreAnswered() throws Exception {
    try (RollcallProcess server = start(Map.of())) {
      get(server, "/page.html");
      long startNanos = System.nanoTime() + Duration.ofSeconds(2).toNanos();
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        waitUntil(startNanos + i * Duration.ofMillis(250).toNanos());
        statuses.add(get(server, "/page.html").statusCode());
      }
      assertThat(statuses).isEqualTo(Collections.nCopies(10, 200));
    }
  }

  /** Each client takes half a second to ask; ten of them take hardly longer than one. */
  @Test
  void clientsAreServedAtTheSameTime() throws Exception {
    Duration pause = Duration.ofMillis(500);
    int clients = 10;
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try (RollcallProcess server = start(Map.of("RATE_LIMIT_REQUESTS", "0"))) {
      int port = server.port("http");
      hesitantly(port, Duration.ZERO);
      long startNanos = System.nanoTime();
      List<CompletableFuture<String>> asking =
          Stream.generate(
                  () -> CompletableFuture.supplyAsync(() -> hesitantly(port, pause), threads))
              .limit(clients)
              .toList();
      assertThat(asking)
          .allSatisfy(answer -> assertThat(answer.join()).startsWith("HTTP/1.1 200 OK"));
      long tookNanos = System.nanoTime() - startNanos;
      long oneByOneNanos = clients * pause.toNanos();
      assertThat(oneByOneNanos / (double) tookNanos).isGreaterThan(3);
    } finally {
      threads.shutdownNow();
    }
  }

  private static String hesitantly(int port, Duration pause) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write("GET /page.html HT".getBytes(ISO_8859_1));
      waitUntil(System.nanoTime() + pause.toNanos());
      String rest = "TP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(rest.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void environmentIsUsedWhereThereIsNoOption() throws Exception {
    Files.createDirectories(directory.resolve("other"));
    Map<String, String> environment =
        Map.of(
            "SERVER_HOST", "no.such.host.invalid",
            "SERVER_PORT", "1",
            "MAX_WORKERS", "1",
            "RATE_LIMIT_REQUESTS", "2",
            "RATE_LIMIT_WINDOW", "30.5",
            "CLIENT_TIMEOUT", "0.5",
            "LOG_LEVEL", "error");
    try (RollcallProcess server =
            start(environment, "--dir", "other", "--dir-listing", "disabled");
        Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port("http"))) {
      silent.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(ISO_8859_1));
      HttpResponse<String> response = get(server, "/");
      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(get(server, "/").statusCode()).isEqualTo(403);
      HttpResponse<String> limited = get(server, "/");
      assertThat(limited.statusCode()).isEqualTo(429);
      assertThat(limited.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(25L, 31L);
      // Cut by CLIENT_TIMEOUT: the read ends.
      silent.setSoTimeout(10_000);
      silent.getInputStream().readAllBytes();
      server.signal("INT");
      RollcallProcess.Result result = server.awaitEnd();
      assertThat(result.status()).isZero();
      assertThat(result.out())
          .contains("  Directory Listing: Disabled", "  Log Level: error")
          .noneMatch(line -> line.contains("429"));
    }
  }

  @Test
  void requestInFlightIsFinishedAtStop() throws Exception {
    byte[] content = new byte[64 << 20];
    Files.write(directory.resolve("public/large.bin"), content);
    try (RollcallProcess server = start(Map.of());
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port("http"))) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write("GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
      assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
      server.terminate();
      int rest = 0;
      byte[] chunk = new byte[1 << 16];
      for (int count = 0; count >= 0; count = socket.getInputStream().read(chunk)) {
        rest += count;
      }
      assertThat(1000 + rest).isGreaterThan(content.length);
      assertThat(server.awaitEnd().status()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--dir missing; --dir = missing: must be a directory that can be read; there is none",
        "--dir public/page.html; --dir = public/page.html: must be a directory",
        "--port 70000; --port = 70000: must be a number from 0 to 65535",
        "--port x; Invalid value for option '--port'",
        "--host no.such.host.invalid; --host = no.such.host.invalid: no such host",
        "--dir-listing maybe; Invalid value for option '--dir-listing'",
        "--log-level loud; Invalid value for option '--log-level'",
      })
  void badOptionIsToldInOneLine(String option, String expected) throws Exception {
    String[] parts = option.split(" ", 2);
    assertOneLine(start(Map.of(), parts).awaitEnd(), expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MAX_WORKERS=0",
        "RATE_LIMIT_REQUESTS=many",
        "RATE_LIMIT_WINDOW=-1",
        "CLIENT_TIMEOUT=0",
        "LOG_LEVEL=loud"
      })
  void badVariableIsToldInOneLine(String variable) throws Exception {
    String[] parts = variable.split("=", 2);
    assertOneLine(
        start(Map.of(parts[0], parts[1])).awaitEnd(), parts[0] + " = " + parts[1] + ": must be ");
  }

  @Test
  void takenPortIsToldInOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertOneLine(
          start(Map.of(), "--port", port).awaitEnd(),
          "--port = " + port + ": address already in use");
    }
  }

  private static void assertOneLine(RollcallProcess.Result result, String expected) {
    assertThat(result.status()).as(result.err()).isEqualTo(2);
    assertThat(result.err().lines()).as(result.err()).hasSize(1);
    assertThat(result.err()).contains(expected);
    assertThat(result.out()).doesNotContain("ready");
  }
}
