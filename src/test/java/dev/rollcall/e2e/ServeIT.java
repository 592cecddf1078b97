package dev.rollcall.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A served list, asked over TLS and plain by clients of every kind. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.rollcall.e2e.RollcallProcess#javaHomes")
class ServeIT {
  @TempDir static Path directory;

  @SuppressWarnings("NullAway.Init") // Started before the first test.
  private static ServedList served;

  @Parameter Path javaHome = Path.of("");

  @BeforeParameterizedClassInvocation
  static void serve(Path javaHome) throws Exception {
    served = ServedList.start(javaHome, Files.createTempDirectory(directory, "server"));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    served.close();
  }

  private static Wire tls() throws Exception {
    return served.tls();
  }

  private static Wire plain() throws Exception {
    return served.plain();
  }

  @Test
  void answersPipelinedQueriesInOrderOverTls() throws Exception {
    try (Wire wire = tls()) {
      wire.send("alpha\nALPHA\n\nnaïve\nwith space\nwith\nline-9999\nline-10000\n");
      assertThat(Stream.generate(() -> line(wire)).limit(8))
          .containsExactly(
              "STRING EXISTS",
              "STRING NOT FOUND",
              "STRING EXISTS",
              "STRING EXISTS",
              "STRING EXISTS",
              "STRING NOT FOUND",
              "STRING EXISTS",
              "STRING NOT FOUND");
    }
  }

  private static String line(Wire wire) {
    try {
      return wire.line();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void answersAQueryPaddedWithNulsThatHasNoNewline() throws Exception {
    byte[] padded = new byte[1024];
    System.arraycopy("beta".getBytes(UTF_8), 0, padded, 0, 4);
    try (Wire encrypted = tls();
        Wire clear = plain()) {
      assertThat(encrypted.send(padded).line()).isEqualTo("STRING EXISTS");
      assertThat(clear.send(padded).line()).isEqualTo("STRING EXISTS");
      assertThat(clear.send("no such").line()).isEqualTo("STRING NOT FOUND");
    }
  }

  @Test
  void answersAClientThatClosesItsSideAtOnce() throws Exception {
    try (Wire clear = plain();
        Wire encrypted = tls()) {
      assertThat(clear.send("alpha\nbeta").halfClose().rest())
          .isEqualTo("STRING EXISTS\nSTRING EXISTS\n");
      assertThat(encrypted.send("alpha\nnone\n").halfClose().rest())
          .isEqualTo("STRING EXISTS\nSTRING NOT FOUND\n");
    }
  }

  @Test
  void doesNotCutASlowSecondQueryInTwo() throws Exception {
    try (Wire wire = tls()) {
      assertThat(wire.send("alpha\n").line()).isEqualTo("STRING EXISTS");
      wire.send("line-");
      CompletableFuture.runAsync(
              () -> sendQuietly(wire, "77\n"),
              CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS))
          .get(10, TimeUnit.SECONDS);
      assertThat(wire.line()).isEqualTo("STRING EXISTS");
      assertThat(wire.halfClose().rest()).isEmpty();
    }
  }

  private static void sendQuietly(Wire wire, String text) {
    try {
      wire.send(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void echoesEachFrame() throws Exception {
    try (Wire wire = Wire.tcp(served.server().port("echo"))) {
      assertThat(wire.send("hello\n").line()).isEqualTo("hello");
      assertThat(wire.send("no newline").halfClose().rest()).isEqualTo("no newline");
    }
  }

  @Test
  void servesAThousandClientsAtOnceWithoutAWrongAnswer() throws Exception {
    int clients = 1_000;
    int queries = 100;
    ExecutorService threads = Executors.newFixedThreadPool(32);
    try {
      List<Wire> wires = new ArrayList<>();
      for (Future<Wire> wire : threads.invokeAll(repeat(clients, i -> () -> tls()))) {
        wires.add(wire.get());
      }
      List<Future<Integer>> wrong =
          threads.invokeAll(repeat(clients, i -> () -> wrongAnswers(wires.get(i), i, queries)));
      for (Future<Integer> count : wrong) {
        assertThat(count.get()).isZero();
      }
      for (Wire wire : wires) {
        wire.close();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private interface Task<T> {
    Callable<T> of(int index);
  }

  private static <T> List<Callable<T>> repeat(int count, Task<T> task) {
    List<Callable<T>> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tasks.add(task.of(i));
    }
    return tasks;
  }

  /** Every other query is of a line that is on the list. */
  private static int wrongAnswers(Wire wire, int client, int queries) throws IOException {
    int wrong = 0;
    for (int i = 0; i < queries; i++) {
      boolean hit = i % 2 == 0;
      String answer = wire.send((hit ? "line-" : "lane-") + (client + i) + "\n").line();
      wrong += answer.equals(hit ? "STRING EXISTS" : "STRING NOT FOUND") ? 0 : 1;
    }
    return wrong;
  }

  @Test
  void surfacesAChangedListToOpenConnections() throws Exception {
    try (Wire wire = tls()) {
      assertThat(wire.send("gamma\n").line()).isEqualTo("STRING NOT FOUND");
      List<String> lines = new ArrayList<>(Files.readAllLines(served.list()));
      lines.add("gamma");
      Files.write(served.list(), lines);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> wire.send("gamma\n").line().equals("STRING EXISTS"));
    }
  }

  @Test
  void survivesAnOverlongFrameAndSaysSo() throws Exception {
    byte[] tooLong = new byte[(1 << 20) + 1];
    Arrays.fill(tooLong, (byte) 'x');
    try (Wire wire = plain()) {
      wire.send(tooLong).send("\nalpha\n");
      assertThat(wire.line()).startsWith("ERROR FRAME-TOO-LONG ");
      assertThat(wire.line()).isEqualTo("STRING EXISTS");
    }
  }
}
