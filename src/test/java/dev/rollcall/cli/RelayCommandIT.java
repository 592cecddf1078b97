package dev.rollcall.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.client.ByteServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RelayCommandIT {
  private static final String ME = "client(" + ProcessHandle.current().pid() + "): ";
  private static final String HEAD = ProcessHandle.current().pid() + ": ";

  @Test
  void streamsMessagesUntilTheServerAsksItToQuit() throws IOException {
    List<String> got = new CopyOnWriteArrayList<>();
    try (ByteServer server =
        ByteServer.start(
            socket -> {
              byte[] chunk = new byte[4096];
              for (int i = 0; i < 3; i++) {
                got.add(new String(chunk, 0, socket.getInputStream().read(chunk), UTF_8));
                socket.getOutputStream().write("1: hello\n".getBytes(UTF_8));
              }
              socket.getOutputStream().write("Quit".getBytes(UTF_8));
              // The client is the one that closes.
              socket.getInputStream().transferTo(new ByteArrayOutputStream());
            })) {
      CommandRun run = relay(server, "--interval", "150ms");
      assertThat(run.status()).as(run.err()).isZero();
      assertThat(got)
          .hasSize(3)
          .allMatch(message -> message.startsWith(HEAD) && message.length() > 100);
      int bytes = got.get(0).length();
      assertThat(run.out())
          .startsWith(
              ME + "running...\n" + ME + "write " + bytes + " bytes\n" + ME + "read 9 bytes\n")
          .endsWith(ME + "received request to quit\n" + ME + "stopping...\n");
      assertThat(run.err()).isEmpty();
    }
  }

  @Test
  void takesNoMessageForTheRequest() throws IOException {
    try (ByteServer server =
        ByteServer.start(
            socket -> {
              socket.getOutputStream().write("Quit".getBytes(UTF_8));
              socket.getInputStream().read();
              socket.getOutputStream().write("e a story\n".getBytes(UTF_8));
              socket.getInputStream().transferTo(new ByteArrayOutputStream());
            })) {
      CommandRun run = relay(server, "--count", "2", "--interval", "300ms", "--text", "x");
      assertThat(run.status()).as(run.err()).isZero();
      assertThat(run.out()).doesNotContain("request to quit").endsWith(ME + "stopping...\n");
    }
  }

  @Test
  void sendsSoManyMessagesOfOnesOwn() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (ByteServer server =
        ByteServer.start(
            socket -> {
              InputStream in = socket.getInputStream();
              in.transferTo(all);
            })) {
      CommandRun run = relay(server, "--count", "3", "--interval", "10ms", "--text", "a\nü");
      assertThat(run.status()).as(run.err()).isZero();
      assertThat(all.toString(UTF_8)).isEqualTo((HEAD + "a\nü").repeat(3));
      String read = ME + "read 0 bytes\n";
      String write = ME + "write " + (HEAD.length() + 4) + " bytes\n";
      assertThat(run.out())
          .isEqualTo(ME + "running...\n" + (write + read).repeat(3) + ME + "stopping...\n");
    }
  }

  @Test
  void tellsInOneLineThatTheConnectionIsLost() throws IOException {
    try (ByteServer server = ByteServer.start(socket -> socket.getInputStream().read())) {
      CommandRun run = relay(server, "--interval", "5s");
      assertThat(run.status()).isEqualTo(2);
      assertThat(run.err())
          .matches("rollcall: connection to 127\\.0\\.0\\.1:\\d+: (closed|lost).*\n");
    }
    assertThat(CommandRun.of("relay", "--port", "1").err())
        .isEqualTo("rollcall: cannot connect to 127.0.0.1:1: refused; no server listens there\n");
    assertThat(CommandRun.of("relay", "--count", "0").err())
        .contains("--count must be")
        .hasLineCount(1);
  }

  private static CommandRun relay(ByteServer server, String... more) {
    String[] arguments = new String[more.length + 3];
    arguments[0] = "relay";
    arguments[1] = "--port";
    arguments[2] = "" + server.port();
    System.arraycopy(more, 0, arguments, 3, more.length);
    return CommandRun.of(arguments);
  }
}
