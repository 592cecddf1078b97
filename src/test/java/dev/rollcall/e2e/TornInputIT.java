package dev.rollcall.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.checker.FinalLog.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that never end, and clients that come and go without a word. */
class TornInputIT {
  private static final int CLIENTS = 500;
  private static final int CLIENTS_AT_ONCE = 100;

  /** Descriptors that come and go by themselves: log files, database connections. */
  private static final int DESCRIPTORS_BESIDES = 10;

  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // Started before each test.
  private LogServer server;

  @BeforeEach
  void serve() throws Exception {
    server = new LogServer(directory, List.of()).start();
    append("first");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void append(String text) throws Exception {
    try (LineSocket socket = server.connect()) {
      assertThat(socket.send(text + "\n").answer()).isEqualTo("ACK");
    }
  }

  private List<String> log() throws Exception {
    return server.log().entries().stream().map(Entry::value).toList();
  }

  @Test
  void clientsThatVanishInTheMiddleOfAMessageLeaveNothingBehind() throws Exception {
    long before = descriptors();
    for (int begun = 0; begun < CLIENTS; begun += CLIENTS_AT_ONCE) {
      vanish(begun);
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> descriptors() <= before + DESCRIPTORS_BESIDES);
    append("last");
    assertThat(log()).hasSize(CLIENTS + 2).startsWith("first").endsWith("last");
    assertThat(log()).containsAll(IntStream.range(0, CLIENTS).mapToObj(i -> "whole-" + i).toList());
  }

  /** Many at once: a whole message each, then half of one, and then they are gone. */
  private void vanish(int begun) throws Exception {
    List<LineSocket> clients = new ArrayList<>();
    for (int i = begun; i < begun + CLIENTS_AT_ONCE; i++) {
      clients.add(server.connect().send("whole-" + i + "\n"));
    }
    for (LineSocket client : clients) {
      assertThat(client.answer()).isEqualTo("ACK");
      client.send("/send messages half").reset();
    }
  }

  private long descriptors() throws Exception {
    String pid = Long.toString(server.process().pid());
    try (Stream<Path> files = Files.list(Path.of("/proc", pid, "fd"))) {
      return files.count();
    }
  }

  @Test
  void aFollowerThatVanishesInTheMiddleOfALineHarmsNobody() throws Exception {
    try (LineSocket stays = server.connect()) {
      stays.send("/join messages\n");
      assertThat(stays.answer()).startsWith("OK joined messages ");
      for (int i = 0; i < 20; i++) {
        LineSocket vanishes = server.connect().send("/join messages 0\n");
        assertThat(vanishes.answer()).startsWith("OK joined messages ");
        assertThat(vanishes.lineWithin(5)).isNull();
        vanishes.reset();
        append("message-" + i);
        assertThat(stays.answer()).startsWith("messages ").endsWith(" message-" + i);
      }
    }
  }

  @Test
  void aClientThatSendsAByteASecondKeepsNobodyWaiting() throws Exception {
    long slowest = 0;
    int appended = 0;
    try (LineSocket slow = server.connect();
        LineSocket fast = server.connect()) {
      // Ends a frame with a newline, so that quiet ends none for it any more.
      assertThat(slow.send("a whole one\n").answer()).isEqualTo("ACK");
      for (byte letter : "slow\n".getBytes(UTF_8)) {
        slow.send(new byte[] {letter});
        long next = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        while (System.nanoTime() < next) {
          long begin = System.nanoTime();
          assertThat(fast.send("fast-" + appended++ + "\n").answer()).isEqualTo("ACK");
          slowest = Math.max(slowest, System.nanoTime() - begin);
        }
      }
      assertThat(slow.answer()).isEqualTo("ACK");
    }
    assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(1));
    assertThat(log()).containsOnlyOnce("slow").hasSize(appended + 3);
  }
}
