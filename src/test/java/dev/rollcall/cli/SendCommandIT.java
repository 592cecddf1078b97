package dev.rollcall.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.client.MessageServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SendCommandIT {
  private static final String ID = "1700000000000-";

  @TempDir Path directory;

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
  void printsAnIdForEachText() {
    assertThat(send("news", "one", "two words"))
        .isEqualTo(new CommandRun(0, ID + "1\n" + ID + "2\n", ""));
    assertThat(send("--json", "news", "three"))
        .isEqualTo(new CommandRun(0, "{\"id\":\"" + ID + "3\"}\n", ""));
    assertThat(server.texts("news")).containsExactly("one", "two words", "three");
  }

  @Test
  void sendsEveryLineOfStandardInput() {
    int count = 100_000;
    byte[] input =
        IntStream.range(0, count)
            .mapToObj(i -> "line " + i + "\n")
            .collect(Collectors.joining())
            .getBytes(UTF_8);
    CommandRun run = CommandRun.withInput(input, arguments("news", "-"));
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out().lines()).hasSize(count).doesNotHaveDuplicates();
    assertThat(server.texts("news")).hasSize(count).endsWith("line " + (count - 1));
    assertThat(CommandRun.withInput(new byte[0], arguments("news", "-")))
        .isEqualTo(new CommandRun(0, "", ""));
  }

  @Test
  void tellsTheTextThatWasRefused() {
    server.refuse(text -> text.equals("bad"));
    CommandRun run = CommandRun.withInput("a\nbad\nb\n".getBytes(UTF_8), arguments("news", "-"));
    assertThat(run)
        .isEqualTo(
            new CommandRun(
                2, ID + "1\n" + ID + "2\n", "rollcall: text 2: server: TEXT not this one\n"));
  }

  @Test
  void refusesTextWithANewline() {
    CommandRun run = send("news", "fine", "two\nlines");
    assertThat(run)
        .isEqualTo(
            new CommandRun(2, "", "rollcall: text 2: a text to send must not contain a newline\n"));
    assertThat(server.texts("news")).isEmpty();
  }

  @Test
  void logsWhatWasSentAndReceived() throws IOException {
    Path log = directory.resolve("client.log");
    send("--log-file", log.toString(), "news", "a\u001b[0m");
    String time = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} ";
    assertThat(Files.readAllLines(log))
        .hasSize(3)
        .anyMatch(line -> line.matches(time + "- server 127.0.0.1:" + server.port()))
        .anyMatch(line -> line.matches(time + "> a\\\\x1b\\[0m"))
        .anyMatch(line -> line.matches(time + "< " + ID + "1"));
  }

  @Test
  void exitsWithTwoWhereNoServerListens() {
    CommandRun run = CommandRun.of("send", "--port", "1", "news", "x");
    assertThat(run)
        .isEqualTo(
            new CommandRun(
                2,
                "",
                "rollcall: cannot connect to 127.0.0.1:1: refused; no server listens there\n"));
    assertThat(CommandRun.of("send", "news").status()).isEqualTo(2);
    assertThat(CommandRun.of("send", "--host", "no-such-host.invalid", "news", "x").err())
        .contains("unknown host")
        .hasLineCount(1);
  }

  private CommandRun send(String... more) {
    return CommandRun.of(arguments(more));
  }

  private String[] arguments(String... more) {
    List<String> arguments = new ArrayList<>(List.of("send", "--port", "" + server.port()));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }
}
