package dev.rollcall.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of the original servers, unchanged: what they send, how they wait, what they expect. */
class OriginalsIT {
  private static final long LIMIT_SECONDS = 30;

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // Started before each test.
  private RollcallProcess server;

  @BeforeEach
  void start() throws Exception {
    Path configuration = directory.resolve("rollcall.conf");
    Files.writeString(
        configuration, "rollcall.listeners { relay.port = 0, stamp.port = 0, message.port = 0 }\n");
    server =
        RollcallProcess.start(
            Path.of(System.getProperty("java.home")),
            directory,
            "serve",
            "-c",
            configuration.toString());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Wire connect(String listener) throws Exception {
    return Wire.tcp(server.port(listener));
  }

  private static <T> T soon(CompletableFuture<T> future) throws Exception {
    return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private static CompletableFuture<String> line(Wire wire) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return wire.line();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void relayPassesOnPrintsKeepsAndSaysQuit() throws Exception {
    server.awaitLine("Waiting for incoming connection...");
    try (Wire first = connect("relay");
        Wire second = connect("relay");
        Wire third = connect("relay")) {
      first.send("4711: one\nand the rest of it");
      assertThat(soon(line(second))).isEqualTo("4711: one");
      assertThat(soon(line(second))).isEqualTo("and the rest of it");
      assertThat(soon(line(third))).isEqualTo("4711: one");
      assertThat(soon(line(third))).isEqualTo("and the rest of it");
      assertThat(server.awaitLine("[relay] 4711: ")).contains("one").contains("and the rest");
      second.send("4712: two\u001b[31m");
      assertThat(soon(line(first))).isEqualTo("4712: two\u001b[31m");
      assertThat(server.awaitLine("[relay] 4712: ")).doesNotContain("\u001b");
      try (Wire other = connect("message")) {
        other.send("/send relay from elsewhere\n");
        assertThat(soon(line(first))).isEqualTo("from elsewhere");
        assertThat(soon(line(second))).isEqualTo("from elsewhere");
      }
      assertThat(soon(line(third))).startsWith("4712: two");
      assertThat(soon(line(third))).isEqualTo("from elsewhere");
      server.signal("INT");
      assertThat(first.rest()).isEqualTo("Quit");
      assertThat(second.rest()).isEqualTo("Quit");
      assertThat(third.rest()).isEqualTo("Quit");
    }
    RollcallProcess.Result result = server.awaitEnd();
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .containsSubsequence(
            "Waiting for incoming connection...",
            "ready",
            "Server received CTRL-C Signal - shutting down",
            "Server is shutting down...");
  }

  @Test
  void relayClientThatVanishesInTheMiddleHarmsNobody() throws Exception {
    try (Wire stays = connect("relay")) {
      for (int i = 0; i < 20; i++) {
        try (Wire vanishes = connect("relay")) {
          vanishes.send("half a mess");
        }
      }
      try (Wire speaks = connect("relay")) {
        speaks.send("whole");
        String heard = soon(line(stays));
        while (!heard.equals("whole")) {
          assertThat(heard).isEqualTo("half a mess");
          heard = soon(line(stays));
        }
      }
    }
  }

  @Test
  void stampSaysWhenAndCloses() throws Exception {
    try (Wire client = connect("stamp")) {
      client.send("Hello, World!");
      assertThat(client.rest())
          .matches("Server received at \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d: Hello, World!");
    }
    try (Wire client = connect("stamp")) {
      client.send("grüße\n");
      assertThat(client.rest()).startsWith("Server received at ").endsWith(": grüße\n");
    }
    try (Wire client = connect("stamp")) {
      client.send(new byte[] {(byte) 0xff, (byte) 0xfe});
      assertThat(client.rest()).startsWith("ERROR BAD-ENCODING ").hasLineCount(1);
    }
    server.terminate();
    assertThat(String.join("\n", server.awaitEnd().out()))
        .contains("Server bound to 127.0.0.1:")
        .contains("Server is listening for connections...")
        .contains("Connection established with ('127.0.0.1', ")
        .contains("): Hello, World!")
        .contains("Sent response to ('127.0.0.1', ")
        .contains("Connection closed with ('127.0.0.1', ");
  }

  @Test
  void messageAcknowledgesWhatIsDurableAndExitEnds() throws Exception {
    try (Wire client = connect("message")) {
      client.send("Hello Server");
      assertThat(client.bytes(3)).isEqualTo("ACK");
      client.send("again");
      assertThat(client.bytes(3)).isEqualTo("ACK");
      client.send("EXIT");
      assertThat(client.rest()).isEmpty();
    }
    server.kill();
    start();
    try (Wire client = connect("message")) {
      client.send("/history messages\nexit\n");
      assertThat(client.rest().lines().map(line -> line.replaceFirst("^\\d+-\\d+ ", "")))
          .containsExactly("Hello Server", "again", "OK 2");
    }
    server.awaitLine("ready");
    server.terminate();
    assertThat(String.join("\n", server.awaitEnd().out()))
        .contains("[NEW CONNECTION] ('127.0.0.1', ")
        .contains("[ACTIVE CONNECTIONS] 1");
    assertThat(directory.resolve("data/logs/server.log")).content().contains("[NEW CONNECTION]");
    assertThat(directory.resolve("data/logs/errors.log")).exists();
  }
}
