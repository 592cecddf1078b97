package dev.rollcall.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.client.ByteServer;
import dev.rollcall.client.MessageServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MessageCommandIT {
  @SuppressWarnings("NullAway.Init") // Started before each test.
  private MessageServer server;

  @BeforeEach
  void start() throws IOException {
    server = MessageServer.start();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void sendsLinesAndShowsTheAnswers() {
    assertThat(talk("hello\nworld\n/send news one\nEXIT\nnot sent\n"))
        .isEqualTo(new CommandRun(0, "Server: ACK\nServer: ACK\nServer: OK 1700000000000-1\n", ""));
    assertThat(server.texts("messages")).containsExactly("hello", "world");
  }

  @Test
  void endsWithTheInputOnceAllIsAnswered() {
    CommandRun run = talk("hello\n".repeat(5_000));
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("Server: ACK\n".repeat(5_000));
  }

  @Test
  void showsMessagesOfJoinedTopicsAndListingsAsTheyAre() throws Exception {
    PipedOutputStream typing = new PipedOutputStream();
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PipedInputStream(typing),
            shown,
            new PrintStream(shown, true, UTF_8),
            false,
            false,
            false);
    CompletableFuture<Integer> run =
        CompletableFuture.supplyAsync(
            () -> Rollcall.run(console, "message", "--port", "" + server.port()));
    typing.write("/join news\n".getBytes(UTF_8));
    typing.flush();
    await().until(() -> shown.toString(UTF_8).contains("OK joined"));
    server.append("news", "from somebody else");
    await().until(() -> shown.toString(UTF_8).contains("somebody"));
    typing.write("/topics\nexit\n".getBytes(UTF_8));
    typing.flush();
    assertThat(run.get(30, TimeUnit.SECONDS)).isZero();
    assertThat(shown.toString(UTF_8))
        .isEqualTo(
            """
            Server: OK joined news
            news 1700000000000-1 from somebody else
            news
            Server: OK 1
            """);
  }

  @Test
  void endsAtOnceWhereTheServerCloses() throws Exception {
    try (ByteServer closing =
        ByteServer.start(
            socket -> {
              socket.getOutputStream().write("ERROR BUSY try later\n".getBytes(UTF_8));
            })) {
      PipedOutputStream neverTyped = new PipedOutputStream();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Console console =
          new Console(
              new PipedInputStream(neverTyped),
              out,
              new PrintStream(err, true, UTF_8),
              false,
              false,
              false);
      assertThat(Rollcall.run(console, "message", "--port", "" + closing.port())).isEqualTo(2);
      assertThat(out.toString(UTF_8)).isEqualTo("Server: ERROR BUSY try later\n");
      assertThat(err.toString(UTF_8))
          .isEqualTo(
              "rollcall: connection to 127.0.0.1:" + closing.port() + ": closed by the server\n");
    }
  }

  private CommandRun talk(String input) {
    return CommandRun.withInput(input.getBytes(UTF_8), "message", "--port", "" + server.port());
  }
}
