package dev.rollcall.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The message log's commands, each in a process of its own, against a served log. */
class MessageCommandsIT {
  private static final Path JAVA = Path.of(System.getProperty("java.home"));

  @TempDir static Path directory;

  @SuppressWarnings("NullAway.Init") // Started before the first test.
  private static RollcallProcess server;

  @BeforeAll
  static void serve() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    for (String listener : List.of("lookup", "relay", "stamp", "message", "resp", "http")) {
      arguments.addAll(List.of("--set", "listeners." + listener + ".port=0"));
    }
    server = RollcallProcess.start(JAVA, directory, arguments.toArray(String[]::new));
    server.awaitLine("ready");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void tailPrintsWhatWasSentUnderTheIdsThatSendPrinted() throws Exception {
    byte[] lines = "second\n third \n".getBytes(UTF_8);
    List<String> ids = new ArrayList<>(client("message", "send", "news", "first").out());
    ids.addAll(client("message", lines, "send", "news", "-").out());
    RollcallProcess.Result tail = client("message", "tail", "news", "--from=0", "--count=3");
    assertThat(tail.status()).as(tail.err()).isZero();
    assertThat(tail.out())
        .containsExactly(ids.get(0) + " first", ids.get(1) + " second", ids.get(2) + "  third ");
  }

  @Test
  void messageIsAcknowledged() throws Exception {
    byte[] lines = "hello\n/send other one\nexit\n".getBytes(UTF_8);
    RollcallProcess.Result message = client("message", lines, "message");
    assertThat(message.status()).as(message.err()).isZero();
    assertThat(message.out()).hasSize(2).first().isEqualTo("Server: ACK");
    assertThat(message.out().get(1)).startsWith("Server: OK ");
  }

  @Test
  void stampComesBackWithTheTime() throws Exception {
    RollcallProcess.Result stamp = client("stamp", "stamp", "Hello, Server!");
    assertThat(stamp.status()).as(stamp.err()).isZero();
    assertThat(stamp.out())
        .singleElement()
        .asString()
        .matches("Response: Server received at [-0-9]{10} [:0-9]{8}: Hello, Server!");
  }

  @Test
  void relayedMessagesAreOnTheConsoleAndInTheLogFile() throws Exception {
    RollcallProcess.Result relay =
        client("relay", "relay", "--count=2", "--interval=100ms", "--text=from the pier");
    assertThat(relay.status()).as(relay.err()).isZero();
    assertThat(relay.out()).last().asString().endsWith("stopping...");
    String line = server.awaitLine("[relay] ");
    assertThat(line).matches("\\[relay] \\d+: from the pier");
    assertThat(Files.readString(directory.resolve("data/logs/server.log"))).contains(line);
    assertThat(directory.resolve("data/logs/errors.log")).exists();
  }

  private static RollcallProcess.Result client(String listener, String... arguments)
      throws Exception {
    return client(listener, new byte[0], arguments);
  }

  private static RollcallProcess.Result client(String listener, byte[] input, String... arguments)
      throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add(1, "--port=" + server.port(listener));
    return RollcallProcess.run(JAVA, directory, input, all.toArray(String[]::new));
  }
}
