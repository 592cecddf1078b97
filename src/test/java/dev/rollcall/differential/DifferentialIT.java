package dev.rollcall.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.e2e.RollcallProcess;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rollcall beside a redis-server of this machine: whatever they are asked, they answer the same.
 *
 * <p>Every build asks the same, so that one fails for what it has changed. {@code rollcall.soak}
 * asks something else each time, twenty times as much; {@code rollcall.seed} repeats such a run.
 */
class DifferentialIT {
  private static final boolean LONG = Boolean.getBoolean("rollcall.soak");
  private static final int REQUESTS = LONG ? 500_000 : 25_000;
  private static final long SEED = 16249458;
  private static final long PATIENCE_MILLIS = 10_000;

  @TempDir private static Path directory;
  private static RedisServer redis;
  private static RollcallProcess rollcall;
  private static SocketAddress expected;
  private static SocketAddress actual;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(RedisServer.installed(), "redis-server is not installed");
    redis = RedisServer.start(directory);
    Files.writeString(
        directory.resolve("rollcall.conf"),
        "rollcall.listeners.redis { protocol = resp, port = 0 }");
    rollcall =
        RollcallProcess.start(
            Path.of(System.getProperty("java.home")), directory, "serve", "-c", "rollcall.conf");
    expected = redis.address();
    actual = new InetSocketAddress(InetAddress.getLoopbackAddress(), rollcall.port("redis"));
  }

  @AfterAll
  static void stop() {
    if (redis != null) {
      redis.close();
    }
    if (rollcall != null) {
      rollcall.close();
    }
  }

  @Test
  void answersRandomRequestsAsRedisDoes() throws Exception {
    long seed = Long.getLong("rollcall.seed", LONG ? System.nanoTime() & 0xFFFFFF : SEED);
    System.out.println("DifferentialIT: -Drollcall.seed=" + seed);
    String difference = new Battle(expected, actual).run(seed, REQUESTS, List.of());
    assertThat(difference == null ? "" : "-Drollcall.seed=" + seed + '\n' + difference).isEmpty();
  }

  @SuppressWarnings("StringConcatToTextBlock") // Lines end as the protocol has it.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SUBSCRIBE a b a\r\nPSUBSCRIBE x* y\r\nPING\r\nPING x\r\nUNSUBSCRIBE b c\r\n",
        "UNSUBSCRIBE\r\nPUNSUBSCRIBE\r\nUNSUBSCRIBE a\r\nPUNSUBSCRIBE a b\r\nPING\r\n",
        "SUBSCRIBE a\r\nSMEMBERS a\r\nPUBLISH a b\r\nSADD\r\nPUBSUB\r\nNOPE\r\nECHO x\r\n",
        "SUBSCRIBE a\r\nRESET\r\nPING\r\nPUBLISH a b\r\n",
        "SUBSCRIBE\r\nPSUBSCRIBE\r\nPUBLISH a\r\nPUBLISH a b c\r\nPUBLISH a b\r\n",
        "PUBSUB NUMSUB\r\nPUBSUB NUMSUB a b\r\nPUBSUB NUMPAT\r\nPUBSUB CHANNELS\r\n",
        "PUBSUB\r\nPUBSUB NOPE\r\nPUBSUB NUMPAT x\r\nPUBSUB CHANNELS a b\r\n",
        "HELLO 3\r\nSUBSCRIBE a\r\nPING\r\nPING x\r\nECHO x\r\nPUBLISH a one\r\nUNSUBSCRIBE\r\n",
        "HELLO 3\r\nUNSUBSCRIBE\r\nPUNSUBSCRIBE a\r\nSUBSCRIBE a a\r\nPSUBSCRIBE b a*\r\n"
            + "PUBLISH a one\r\nPUBLISH ab two\r\nPUBSUB NUMSUB a b\r\nPUBSUB NUMPAT\r\n"
            + "PUBSUB CHANNELS\r\nPUBSUB CHANNELS b*\r\nUNSUBSCRIBE a\r\nPUBLISH a three\r\n",
      })
  void answersAboutChannelsAsRedisDoes(String requests) throws Exception {
    sameUntilClosed(requests + "QUIT\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*1\r\n+PING\r\n",
        "*1\r\nPING\r\n",
        "*x\r\n",
        "*99999999999\r\n",
        "*2147483648\r\n",
        "*1\r\n$-1\r\n",
        "*1\r\n$x\r\n",
        "*1\r\n$99999999999\r\n",
        "*-1\r\nQUIT\r\n",
        "*0\r\nQUIT\r\n",
        "\r\n\r\nQUIT\r\n",
        "PING \"unbalanced\r\n",
        "PING 'a'b\r\n",
        "PING \"a\\x41\\n\" \r\nQUIT\r\n",
        "  PING   'a b'  \r\nQUIT\r\n",
        "PING\nPING x\nQUIT\n",
        "*2\r\n$4\r\nPING\r\n$1\r\nxQUIT\r\n*1\r\n$4\r\nQUIT\r\n",
        "*1\r\n$4\r\nPING\r\nPING inline\r\n*1\r\n$4\r\nQUIT\r\n",
        "QUIT now\r\n",
      })
  void readsOddAndBrokenRequestsAsRedisDoes(String requests) throws Exception {
    sameUntilClosed(requests);
  }

  private static void sameUntilClosed(String requests) throws Exception {
    byte[] bytes = requests.getBytes(ISO_8859_1);
    try (Wire theirs = new Wire(expected);
        Wire ours = new Wire(actual)) {
      assertThat(masked(ours.exchangeUntilClosed(bytes, PATIENCE_MILLIS)))
          .isEqualTo(masked(theirs.exchangeUntilClosed(bytes, PATIENCE_MILLIS)));
    }
  }

  /** The answer to HELLO has the client's number and the server's version. */
  private static String masked(String replies) {
    return replies
        .replaceAll("(\\$2\r\nid\r\n:)\\d+", "$1?")
        .replaceAll("(version\r\n)\\$\\d+\r\n[0-9.]+", "$1?");
  }
}
