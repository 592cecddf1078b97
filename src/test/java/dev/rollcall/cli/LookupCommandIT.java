package dev.rollcall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.client.ListServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LookupCommandIT {
  @TempDir static Path directory;
  private static ListServer server;

  @BeforeAll
  static void start() throws Exception {
    server = ListServer.tls(directory, ListServer::honest);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void printsAnAnswerForEachText() {
    assertThat(ask("known+")).isEqualTo(new CommandRun(0, "STRING EXISTS\n", ""));
    assertThat(ask("unknown")).isEqualTo(new CommandRun(1, "STRING NOT FOUND\n", ""));
    assertThat(ask("a+", "b", "c+"))
        .isEqualTo(new CommandRun(1, "STRING EXISTS\nSTRING NOT FOUND\nSTRING EXISTS\n", ""));
  }

  @Test
  void printsObjectsOnRequest() {
    assertThat(ask("--json", "a\"\\+", "\t"))
        .isEqualTo(
            new CommandRun(
                1,
                "{\"text\":\"a\\\"\\\\+\",\"exists\":true}\n{\"text\":\"\\u0009\",\"exists\":false}\n",
                ""));
  }

  @Test
  void asksForEveryLineOfStandardInput() {
    StringBuilder input = new StringBuilder();
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      input.append(i).append(i % 7 == 0 ? "+\n" : "\n");
      expected.append(i % 7 == 0 ? "STRING EXISTS\n" : "STRING NOT FOUND\n");
    }
    CommandRun run =
        CommandRun.withInput(input.toString().getBytes(StandardCharsets.US_ASCII), arguments("-"));
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo(expected.toString());
    assertThat(CommandRun.withInput(new byte[0], arguments("-")))
        .isEqualTo(new CommandRun(0, "", ""));
    assertThat(CommandRun.withInput("x+".getBytes(StandardCharsets.US_ASCII), arguments("-")))
        .isEqualTo(new CommandRun(0, "STRING EXISTS\n", ""));
  }

  @Test
  void logsWhatWasSentAndReceived() throws Exception {
    Path log = directory.resolve("client.log");
    ask("--log-file", log.toString(), "a+", "b\u001b[0m");
    CommandRun.withInput(
        "from-input\n".getBytes(StandardCharsets.US_ASCII),
        arguments("--log-file", log.toString(), "-"));
    String time = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} ";
    assertThat(Files.readString(log))
        .matches(
            (time + "- server 127.0.0.1:" + server.port() + "\n")
                + (time + "> a\\+\n" + time + "> b\\\\x1b\\[0m\n")
                + (time + "< STRING EXISTS\n" + time + "< STRING NOT FOUND\n")
                + (time + "- server .*\n" + time + "> from-input\n")
                + (time + "< STRING NOT FOUND\n"));
  }

  @Test
  void exitsWithTwoWhenNoAnswerCanBeHad() {
    CommandRun lost = CommandRun.of("lookup", "--port", "1", "--insecure", "x");
    assertThat(lost.status()).isEqualTo(2);
    assertThat(lost.err())
        .isEqualTo("rollcall: cannot connect to 127.0.0.1:1: refused; no server listens there\n");
    CommandRun untrusted = CommandRun.of("lookup", "--port", "" + server.port(), "x");
    assertThat(untrusted.status()).isEqualTo(2);
    assertThat(untrusted.err()).contains("is not trusted", "--ca FILE").hasLineCount(1);
    CommandRun newline = ask("two\nlines");
    assertThat(newline.status()).isEqualTo(2);
    assertThat(newline.err()).contains("must not contain a newline").hasLineCount(1);
    CommandRun missing = CommandRun.of("lookup", "--ca", directory + "/none", "x");
    assertThat(missing.status()).isEqualTo(2);
    assertThat(missing.err()).isEqualTo("rollcall: --ca = " + directory + "/none: no such file\n");
  }

  private static CommandRun ask(String... more) {
    return CommandRun.of(arguments(more));
  }

  private static String[] arguments(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("lookup", "--port", "" + server.port(), "--ca", directory + "/ca.crt"));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }
}
