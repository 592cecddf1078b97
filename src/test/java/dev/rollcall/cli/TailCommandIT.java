package dev.rollcall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.client.MessageServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TailCommandIT {
  private static final String ID = "1700000000000-";

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
  void printsIdAndTextOfEachMessage() {
    server.append("news", "one");
    server.append("news", "two  words");
    server.append("news", "three");
    assertThat(tail("--from", "0", "--count", "2"))
        .isEqualTo(new CommandRun(0, ID + "1 one\n" + ID + "2 two  words\n", ""));
    assertThat(tail("--from", ID + "2", "--count", "1", "--json"))
        .isEqualTo(new CommandRun(0, "{\"id\":\"" + ID + "3\",\"text\":\"three\"}\n", ""));
  }

  @Test
  void goesOnWithoutAGapWhereTheConnectionIsLost() {
    int count = 2_000;
    for (int i = 1; i <= count; i++) {
      server.append("news", "message " + i);
    }
    server.cutAfter(4_321, 10);
    CommandRun run = tail("--from", "0", "--count", "" + count);
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .isEqualTo(
            IntStream.rangeClosed(1, count)
                .mapToObj(i -> ID + i + " message " + i + "\n")
                .collect(Collectors.joining()));
    assertThat(run.err().lines())
        .hasSize(10)
        .allMatch(line -> line.matches("rollcall: connection to .*; trying again"));
  }

  @Test
  void tellsOfMessagesNoLongerKept() {
    server.append("news", "one");
    server.trim("0-0 " + ID + "1");
    assertThat(tail("--from", "0", "--count", "1").err())
        .isEqualTo("rollcall: messages after 0-0 and before " + ID + "1 are no longer kept\n");
  }

  @Test
  void escapesOnATerminalWhatCouldActOnIt() {
    server.append("news", "a\u001b[2Jbü");
    assertThat(tail("--from", "0", "--count", "1").out()).contains("a\u001b[2Jbü");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Console terminal =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            out,
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            false,
            true,
            true);
    Rollcall.run(terminal, arguments("--from", "0", "--count", "1"));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("\u001b[2m" + ID + "1\u001b[0m a\\x1b[2Jbü\n");
  }

  @Test
  void exitsWithTwoWhereTheTopicCannotBeHad() {
    server.refuseJoins("WRONGTYPE it is a set");
    assertThat(tail())
        .isEqualTo(new CommandRun(2, "", "rollcall: server: WRONGTYPE it is a set\n"));
    assertThat(tail("--from", "yesterday").err())
        .isEqualTo("rollcall: 'yesterday' is not a message ID such as 1700000000000-0\n");
    assertThat(tail("--count", "0").err()).contains("--count must be at least 1").hasLineCount(1);
    assertThat(CommandRun.of("tail", "--port", "1", "news").err())
        .isEqualTo("rollcall: cannot connect to 127.0.0.1:1: refused; no server listens there\n");
  }

  private CommandRun tail(String... more) {
    return CommandRun.of(arguments(more));
  }

  private String[] arguments(String... more) {
    List<String> arguments = new ArrayList<>(List.of("tail", "--port", "" + server.port()));
    arguments.addAll(List.of(more));
    arguments.add("news");
    return arguments.toArray(String[]::new);
  }
}
