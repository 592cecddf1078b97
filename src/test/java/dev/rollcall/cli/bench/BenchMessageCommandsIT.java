package dev.rollcall.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.cli.Console;
import dev.rollcall.cli.Rollcall;
import dev.rollcall.client.MessageServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench append} and {@code bench follow} against a server with faults on request. */
@Timeout(60)
class BenchMessageCommandsIT {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

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
  void measuresAppendsAndCountsEveryAcknowledgement(@TempDir Path directory) {
    Path plot = directory.resolve("plot.svg");
    assertThat(
            bench(
                "append",
                "--connections=3",
                "--requests=480",
                "--warm-up=0",
                "--pipeline=1,16",
                "--size=10",
                "--json",
                "--plot=" + plot))
        .as(err.toString(UTF_8))
        .isZero();
    String row =
        "\\{\"pipeline\":%d,\"requests\":480,\"seconds\":[0-9.]+,\"requestsPerSecond\":[1-9]\\d*,"
            + ".*\"p99Micros\":[0-9.]+,.*\"wrong\":0,\"errors\":0,.*\\}\n";
    assertThat(out.toString(UTF_8)).matches(String.format(row + row, 1, 16));
    assertThat(server.texts("bench")).hasSize(960).allMatch(text -> text.length() == 10);
    assertThat(plot).isNotEmptyFile();
  }

  @Test
  void countsAppendsThatWereRefused() {
    server.refuse(text -> text.hashCode() % 7 == 0);
    assertThat(
            bench(
                "append",
                "--connections=2",
                "--requests=200",
                "--warm-up=0",
                "--pipeline=4",
                "--json"))
        .isEqualTo(1);
    assertThat(out.toString(UTF_8)).doesNotContain("\"errors\":0").contains("\"wrong\":0");
  }

  @Test
  void measuresDeliveriesAndFindsThemInOrder() {
    assertThat(follow("--pipeline=1,8", "--silent=2")).as(err.toString(UTF_8)).isZero();
    String row =
        "\\{\"pipeline\":%d,\"followers\":4,\"appends\":%d,.*\"deliveries\":%d,.*"
            + "\"p50Micros\":[0-9.]+,.*\"gaps\":0,\"duplicates\":0,\"disorder\":0,\"missing\":0,"
            + "\"errors\":0,\"cut\":0,.*\\}\n";
    assertThat(out.toString(UTF_8)).matches(String.format(row + row, 1, 200, 800, 8, 200, 800));
  }

  @Test
  void findsDeliveriesThatCameTwiceOrInAnotherOrder() {
    server.deliver(line -> line.contains(" 0 50 ") ? line + "\n" + line : line);
    assertThat(follow("--pipeline=1")).isEqualTo(1);
    assertThat(out.toString(UTF_8)).contains("\"gaps\":0,\"duplicates\":4,\"disorder\":4");
  }

  @Test
  void findsDeliveriesThatWereLeftOut() {
    server.deliver(line -> line.contains(" 0 50 ") ? "" : line);
    assertThat(follow("--pipeline=1")).isEqualTo(1);
    assertThat(out.toString(UTF_8)).contains("\"gaps\":4,").contains("\"missing\":4,");
  }

  @Test
  void keepsToARate() {
    assertThat(follow("--pipeline=1", "--rate=1000")).isZero();
    // 200 appends, the first at once, take 199 ms at least.
    assertThat(out.toString(UTF_8).replaceAll(".*\"appendsPerSecond\":(\\d+).*\n", "$1"))
        .satisfies(rate -> assertThat(Integer.parseInt(rate)).isLessThanOrEqualTo(1_010));
  }

  @Test
  void tellsMistakesInOneLine() {
    for (String mistake :
        List.of("--followers=0", "--rate=-1", "--size=0", "--topic=a b", "--pipeline=0")) {
      err.reset();
      assertThat(bench("follow", mistake)).isEqualTo(2);
      assertThat(err.toString(UTF_8)).startsWith("rollcall: --").hasLineCount(1);
    }
    server.refuseJoins("WRONGTYPE it is a set");
    err.reset();
    assertThat(follow()).isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .isEqualTo("rollcall: not joined: ERROR WRONGTYPE it is a set\n");
  }

  private int follow(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("--followers=4", "--appenders=2", "--requests=200", "--warm-up=0", "--json"));
    arguments.addAll(List.of(more));
    return bench("follow", arguments.toArray(String[]::new));
  }

  private int bench(String what, String... more) {
    List<String> arguments = new ArrayList<>(List.of("bench", what, "--port=" + server.port()));
    arguments.addAll(List.of(more));
    PrintStream errors = new PrintStream(err, true, UTF_8);
    Console console = new Console(InputStream.nullInputStream(), out, errors, false, false, false);
    return Rollcall.run(console, arguments.toArray(String[]::new));
  }
}
