package dev.rollcall.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.client.ByteServer;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StampCommandIT {
  @SuppressWarnings("NullAway.Init") // Started before all tests.
  private static ByteServer server;

  @BeforeAll
  static void start() throws IOException {
    server = ByteServer.start(StampCommandIT::stamp);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static void stamp(Socket socket) throws IOException {
    byte[] chunk = new byte[1024];
    int count = socket.getInputStream().read(chunk);
    String message = new String(chunk, 0, Math.max(0, count), UTF_8);
    String answer = "Server received at 2030-01-02 03:04:05: " + message;
    socket
        .getOutputStream()
        .write((message.startsWith("bad") ? "ERROR TEXT not this one\n" : answer).getBytes(UTF_8));
  }

  @Test
  void printsTheResponseToASingleMessage() {
    assertThat(stamp("Hello, ünï!"))
        .isEqualTo(
            new CommandRun(
                0, "Response: Server received at 2030-01-02 03:04:05: Hello, ünï!\n", ""));
  }

  @Test
  void tellsEachStepOnRequest() {
    CommandRun run = stamp("--verbose", "hi");
    assertThat(run.out()).startsWith("Response: ");
    assertThat(run.err())
        .isEqualTo(
            """
            INFO: Connected to server at 127.0.0.1:%d
            INFO: Sent message: hi
            INFO: Received response: Server received at 2030-01-02 03:04:05: hi
            INFO: Connection closed
            """
                .formatted(server.port()));
  }

  @Test
  void asksForMessagesUntilToldToQuit() {
    for (String input : List.of("quit\nthree\n", "exit\n", "q\n", "")) {
      CommandRun run =
          CommandRun.withInput(
              ("one\n\ntwo\n" + input).getBytes(UTF_8), "stamp", "--port", "" + server.port());
      assertThat(run)
          .isEqualTo(
              new CommandRun(
                  0,
                  """
                  Server response: Server received at 2030-01-02 03:04:05: one
                  Server response: Server received at 2030-01-02 03:04:05: two
                  """,
                  ""));
    }
  }

  @Test
  void tellsInOneLineWhyThereIsNoResponse() throws IOException {
    assertThat(stamp("bad"))
        .isEqualTo(new CommandRun(2, "", "rollcall: server: TEXT not this one\n"));
    assertThat(CommandRun.of("stamp", "--port", "1", "x").err())
        .isEqualTo("rollcall: cannot connect to 127.0.0.1:1: refused; no server listens there\n");
    try (ByteServer mute = ByteServer.start(socket -> socket.getInputStream().read());
        ByteServer resetting = ByteServer.start(socket -> socket.setSoLinger(true, 0))) {
      assertThat(CommandRun.of("stamp", "--port", "" + mute.port(), "x"))
          .isEqualTo(
              new CommandRun(
                  2,
                  "",
                  "rollcall: connection to 127.0.0.1:%d: closed without an answer\n"
                      .formatted(mute.port())));
      CommandRun reset = CommandRun.of("stamp", "--port", "" + resetting.port(), "x");
      assertThat(reset.status()).isEqualTo(2);
      assertThat(reset.err()).startsWith("rollcall: c").hasLineCount(1);
    }
  }

  @Test
  void goesOnAfterAMessageThatFailed() {
    CommandRun run =
        CommandRun.withInput(
            "bad\ngood\nq\n".getBytes(UTF_8), "stamp", "--port", "" + server.port());
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).endsWith(": good\n").hasLineCount(1);
    assertThat(run.err()).isEqualTo("rollcall: server: TEXT not this one\n");
  }

  private static CommandRun stamp(String... more) {
    String[] arguments = new String[more.length + 3];
    arguments[0] = "stamp";
    arguments[1] = "--port";
    arguments[2] = "" + server.port();
    System.arraycopy(more, 0, arguments, 3, more.length);
    return CommandRun.of(arguments);
  }
}
