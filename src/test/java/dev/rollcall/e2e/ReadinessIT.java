package dev.rollcall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server says of its health while it stops. */
class ReadinessIT {
  @TempDir Path directory;

  @Test
  void aServerThatIsToStopSaysSoBeforeItTurnsAnybodyAway() throws Exception {
    Files.writeString(directory.resolve("list.txt"), "a\n");
    Files.writeString(
        directory.resolve("rollcall.conf"),
        """
        rollcall {
          drain-delay = 4s
          listeners {
            plain { protocol = lookup, port = 0, set = names }
            http { port = 0 }
          }
          sets.names.source = list.txt
        }
        """);
    try (RollcallProcess server =
        RollcallProcess.start(
            Path.of(System.getProperty("java.home")), directory, "serve", "-c", "rollcall.conf")) {
      int http = server.port("http");
      assertThat(ready(http))
          .startsWith("HTTP/1.1 200")
          .endsWith(
              "{\"status\":\"ready\",\"checks\":{\"listeners\":{\"ok\":true,\"missing\":[]},\"sets\":{\"ok\":true,\"missing\":[]},\"store\":{\"ok\":true,\"missing\":[]}}}\n");
      server.terminate();
      await().until(() -> ready(http).startsWith("HTTP/1.1 503"));
      assertThat(ready(http)).contains("\"status\":\"draining\"");
      assertThat(ask(http, "/health/live")).startsWith("HTTP/1.1 200");
      try (Wire lookup = Wire.tcp(server.port("plain"))) {
        assertThat(lookup.send("a\n").line()).isEqualTo("STRING EXISTS");
      }
      assertThat(server.awaitEnd().status()).isZero();
    }
  }

  private static String ready(int port) throws IOException {
    return ask(port, "/health/ready");
  }

  private static String ask(int port, String path) throws IOException {
    try (Wire wire = Wire.tcp(port)) {
      return wire.send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
          .rest();
    }
  }
}
