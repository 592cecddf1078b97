package dev.rollcall.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.edge.EdgeFixture.Client;
import dev.rollcall.edge.EdgeFixture.Running;
import dev.rollcall.edge.line.StampSession;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol stamp, as its original's clients see it. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StampIT {
  private static final String STAMP = "Server received at 2025-10-01 14:30:25: ";

  private EdgeFixture edge;
  private Running running;

  @BeforeAll
  void start() {
    edge =
        new EdgeFixture(
            "stamp",
            """
            rollcall.limits.frame-timeout = 500ms
            rollcall.listeners.stamp { frame-bytes-max = 64, idle-timeout = 500ms }
            """);
    running = edge.plain(StampSession.of(edge.settings()));
  }

  @AfterAll
  void stop() {
    edge.close();
  }

  private String answer(String message) throws IOException {
    try (Client client = running.connect()) {
      client.send(message);
      return client.readAll();
    }
  }

  private static LocalDateTime now() {
    return LocalDateTime.now(ZoneId.systemDefault()).withNano(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Hello, World!", "Hello, World!\n", "Hello, World!\r\n", "Hello, World!\0\0"})
  void answersWithTheTimeAndCloses(String message) throws IOException {
    LocalDateTime before = now();
    String answer = answer(message);
    String end = message.endsWith("\n") ? "\n" : "";
    assertThat(answer).endsWith(": Hello, World!" + end).startsWith("Server received at ");
    String time = answer.substring("Server received at ".length(), STAMP.length() - 2);
    assertThat(LocalDateTime.parse(time, DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")))
        .isBetween(before, now());
  }

  @Test
  void answersAfterAHalfClose() throws IOException {
    try (Client client = running.connect()) {
      client.send("Hi");
      client.socket().shutdownOutput();
      assertThat(client.readAll()).hasSameSizeAs(STAMP + "Hi").endsWith(": Hi");
    }
  }

  @Test
  void answersTheFirstMessageOnly() throws IOException {
    assertThat(answer("one\ntwo\n")).hasSameSizeAs(STAMP + "one\n").endsWith(": one\n");
    assertThat(answer("\n")).hasSameSizeAs(STAMP + "\n").endsWith(": \n");
  }

  @Test
  void textBeyondAsciiComesBackAsItIs() throws IOException {
    assertThat(answer("caf\u00c3\u00a9")).endsWith(": caf\u00c3\u00a9");
  }

  @Test
  void answersWhatIsNoTextOrTooLongWithOneErrorLine() throws IOException {
    assertThat(answer("caf\u00e9\n")).isEqualTo("ERROR BAD-ENCODING a message has to be UTF-8\n");
    assertThat(answer("\u00ff")).isEqualTo("ERROR BAD-ENCODING a message has to be UTF-8\n");
    assertThat(answer("x".repeat(65)))
        .isEqualTo("ERROR FRAME-TOO-LONG a frame may have at most 64 bytes\n");
  }

  @Test
  void aBrowserIsClosedOn() throws IOException {
    assertThat(answer("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).isEmpty();
  }

  @Test
  void aClientThatSaysNothingIsClosed() throws IOException {
    assertThat(answer("")).isEmpty();
  }

  @Test
  void logsTheLifeOfAConnection() throws IOException {
    try (LogCapture log = new LogCapture("rollcall.stamp")) {
      String address;
      try (Client client = running.connect()) {
        address = "('127.0.0.1', " + client.socket().getLocalPort() + ")";
        client.send("Hello\u001b[2J");
        client.readAll();
      }
      await().until(() -> log.lines().size() == 4);
      assertThat(log.lines())
          .containsExactly(
              "Connection established with " + address,
              "Received from " + address + ": Hello\\x1b[2J",
              "Sent response to " + address,
              "Connection closed with " + address);
    }
  }

  @Test
  void logsWhereItIsBound() {
    try (LogCapture log = new LogCapture("rollcall.stamp")) {
      Running other = edge.plain(StampSession.of(edge.settings()));
      assertThat(log.lines())
          .containsExactly(
              "Server bound to 127.0.0.1:" + other.address().getPort(),
              "Server is listening for connections...");
    }
  }
}
