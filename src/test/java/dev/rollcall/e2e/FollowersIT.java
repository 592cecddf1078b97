package dev.rollcall.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Followers that never read cost neither memory nor anybody's time, and lose nothing. */
class FollowersIT {
  private static final int READING = Soak.either(180, 900);
  private static final int SILENT = Soak.either(20, 100);

  /** What the system keeps for a silent follower: so little that it is soon full. */
  private static final int RECEIVE_BYTES = 4 << 10;

  private static final int VOLUME_BYTES = Soak.either(64 << 20, 1 << 30);
  private static final int TEXT_BYTES = 4 << 10;
  private static final int PIPELINE = 64;
  private static final long HEAP_GROWTH_MAX = 256L << 20;

  private static final int ROUNDS = Soak.either(3, 9);
  private static final int MESSAGES_PER_ROUND = 100;
  private static final int MILLIS_PER_MESSAGE = 15;

  /** What two medians on a busy machine may differ by without meaning anything. */
  private static final long NOISE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final Pattern HEAP = Pattern.compile("heap +total \\d+K, used (\\d+)K");

  @TempDir Path directory;
  private final List<LineSocket> silent = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // Started before each test.
  private LogServer server;

  @BeforeEach
  void serve() throws Exception {
    // A client that takes nothing is cut after this; a follower is not, however long it takes none.
    List<String> settings = List.of("limits.write-timeout=2s");
    server = new LogServer(directory, settings, List.of("-Xmx512m", "-XX:+UseG1GC")).start();
    try (LineSocket first = server.connect()) {
      first.send("/send " + LogServer.TOPIC + " first\n").answer();
    }
  }

  @AfterEach
  void stop() throws Exception {
    partSilent();
    server.close();
  }

  private void joinSilent() throws Exception {
    for (int i = 0; i < SILENT; i++) {
      LineSocket socket = new LineSocket(server.port(), RECEIVE_BYTES);
      silent.add(socket);
      socket.send("/join " + LogServer.TOPIC + (i % 2 == 0 ? " 0\n" : "\n"));
      assertThat(socket.answer()).isEqualTo("OK joined " + LogServer.TOPIC);
    }
  }

  private void partSilent() throws IOException {
    for (LineSocket socket : silent) {
      socket.close();
    }
    silent.clear();
  }

  @Test
  void silentFollowersCostBoundedMemoryAndLoseNothing() throws Exception {
    joinSilent();
    long before = heapBytes();
    int messages = VOLUME_BYTES / TEXT_BYTES;
    append(messages);
    long growth = heapBytes() - before;
    System.out.println("heap grew by " + (growth >> 10) + " KiB");
    assertThat(growth).isLessThan(HEAP_GROWTH_MAX);
    LineSocket fromTheBeginning = silent.get(0);
    assertThat(fromTheBeginning.answer()).endsWith(" first");
    for (LineSocket awakened : List.of(fromTheBeginning, silent.get(1))) {
      for (int number = 0; number < messages; number++) {
        assertThat(awakened.answer()).contains(" number-" + number + "-");
      }
    }
  }

  private void append(int messages) throws Exception {
    String padding = "x".repeat(TEXT_BYTES);
    try (LineSocket socket = server.connect()) {
      for (int number = 0; number < messages; number += PIPELINE) {
        StringBuilder batch = new StringBuilder();
        int end = Math.min(messages, number + PIPELINE);
        for (int i = number; i < end; i++) {
          batch.append("number-").append(i).append('-').append(padding).append('\n');
        }
        socket.send(batch.toString());
        for (int i = number; i < end; i++) {
          assertThat(socket.answer()).isEqualTo("ACK");
        }
      }
    }
  }

  private long heapBytes() throws Exception {
    String pid = Long.toString(server.process().pid());
    jcmd(pid, "GC.run");
    Matcher heap = HEAP.matcher(jcmd(pid, "GC.heap_info"));
    assertThat(heap.find()).isTrue();
    return Long.parseLong(heap.group(1)) << 10;
  }

  private static String jcmd(String pid, String command) throws Exception {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    assumeTrue(Files.isExecutable(jcmd), "this Java has no jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), pid, command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /**
   * Rounds with and without silent followers take turns, and in taking turns which comes first, so
   * that whatever else the machine does, and a server that warms up, meet both alike; the medians
   * of their 99th percentiles are compared.
   */
  @Test
  void silentFollowersDelayNobodyElse() throws Exception {
    long[] without = new long[ROUNDS];
    long[] with = new long[ROUNDS];
    try (Crowd crowd = new Crowd(server.port(), READING)) {
      p99(crowd);
      for (int round = 0; round < ROUNDS; round++) {
        boolean silentFirst = round % 2 == 1;
        if (!silentFirst) {
          without[round] = p99(crowd);
        }
        joinSilent();
        with[round] = p99(crowd);
        partSilent();
        if (silentFirst) {
          without[round] = p99(crowd);
        }
      }
    }
    String figures = "99th percentiles without: " + text(without) + ", with: " + text(with);
    System.out.println(figures);
    assertThat(median(with)).as(figures).isLessThan(2 * median(without) + NOISE_NANOS);
  }

  /** One round of messages at a steady rate, which does not wait for slow ones. */
  private long p99(Crowd crowd) throws Exception {
    String padding = "x".repeat(1_000);
    CountDownLatch left = new CountDownLatch(MESSAGES_PER_ROUND);
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    try (LineSocket socket = server.connect()) {
      Runnable send =
          () -> {
            try {
              socket.send("@" + System.nanoTime() + "@ " + padding + "\n");
              left.countDown();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          };
      var unused = clock.scheduleAtFixedRate(send, 0, MILLIS_PER_MESSAGE, TimeUnit.MILLISECONDS);
      assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
      clock.shutdownNow();
      assertThat(clock.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < MESSAGES_PER_ROUND; i++) {
        assertThat(socket.answer()).isEqualTo("ACK");
      }
      return crowd.awaitP99(MESSAGES_PER_ROUND * READING);
    } finally {
      clock.shutdownNow();
    }
  }

  private static long median(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static String text(long[] nanos) {
    return Arrays.stream(nanos).mapToObj(n -> n / 1_000 + " µs").toList().toString();
  }
}
