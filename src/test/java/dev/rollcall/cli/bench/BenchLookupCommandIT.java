package dev.rollcall.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.cli.Console;
import dev.rollcall.cli.Rollcall;
import dev.rollcall.client.ListServer;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BenchLookupCommandIT {
  @TempDir static Path directory;
  private static Path keys;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeAll
  static void writeKeys() throws Exception {
    keys = Files.writeString(directory.resolve("keys"), "one+\ntwo+\nthree+\n");
  }

  @Test
  void measuresOverTlsAndFindsNoWrongAnswer() throws Exception {
    try (ListServer server = ListServer.tls(directory, ListServer::honest)) {
      Path plot = directory.resolve("plot.svg");
      long self = ProcessHandle.current().pid();
      int status =
          bench(
              server,
              "--json",
              "--ca=" + directory + "/ca.crt",
              "--pipeline=1,16",
              "--server-pid=" + self,
              "--plot=" + plot);
      assertThat(status).isZero();
      String row =
          "\\{\"pipeline\":%d,\"requests\":%d,\"seconds\":[0-9.]+,\"requestsPerSecond\":[1-9]\\d*,"
              + "\"p50Micros\":[0-9.]+,.*\"wrong\":0,\"errors\":0,\"serverMicrosPerRequest\":[0-9.]+,"
              + "\"clientMicrosPerRequest\":[0-9.]+\\}\n";
      assertThat(out.toString(StandardCharsets.UTF_8))
          .matches(String.format(row, 1, 2000) + String.format(row, 16, 2000));
      assertThat(plot).isNotEmptyFile();
    }
  }

  @Test
  void countsWrongAnswers() throws Exception {
    AtomicInteger lines = new AtomicInteger();
    try (ListServer server =
        ListServer.plain(
            line ->
                lines.incrementAndGet() % 100 == 0 ? "STRING MAYBE\n" : ListServer.honest(line))) {
      assertThat(bench(server, "--no-tls", "--pipeline=8")).isEqualTo(1);
      assertThat(out.toString(StandardCharsets.UTF_8)).containsPattern(" 20 +0 +- +[0-9.]+\n$");
    }
  }

  @Test
  void countsRequestsThatWereNeverAnswered() throws Exception {
    AtomicBoolean measuring = new AtomicBoolean();
    try (ListServer server =
        ListServer.plain(line -> measuring.get() ? null : ListServer.honest(line))) {
      OutputStream watched =
          new OutputStream() {
            @Override
            public void write(int b) {
              // The heading comes when the warming-up is over.
              measuring.set(true);
            }
          };
      assertThat(bench(watched, server, "--no-tls", "--pipeline=4")).isEqualTo(1);
    }
  }

  @Test
  void tellsEchoFromLookup() throws Exception {
    try (ListServer server = ListServer.plain(line -> line + "\n")) {
      assertThat(bench(server, "--no-tls", "--pipeline=8", "--protocol=echo")).isZero();
      assertThat(bench(server, "--no-tls", "--pipeline=8", "--protocol=lookup")).isEqualTo(1);
    }
  }

  private int bench(ListServer server, String... more) {
    return bench(out, server, more);
  }

  private int bench(OutputStream output, ListServer server, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "bench",
                "lookup",
                "--port=" + server.port(),
                "--connections=3",
                "--requests=2000",
                "--warm-up=50ms",
                "--keys=" + keys));
    arguments.addAll(List.of(more));
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    Console console =
        new Console(InputStream.nullInputStream(), output, errors, false, false, false);
    return Rollcall.run(console, arguments.toArray(String[]::new));
  }
}
