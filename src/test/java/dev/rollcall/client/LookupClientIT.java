package dev.rollcall.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LookupClientIT {
  @TempDir static Path directory;

  @Test
  void answersOverTlsInOrder() throws Exception {
    try (ListServer server = ListServer.tls(directory, ListServer::honest);
        LookupClient client = LookupClient.create(trusting(server), 1)) {
      assertThat(client.contains("known+")).isTrue();
      assertThat(client.contains("unknown")).isFalse();
      assertThat(client.contains("")).isFalse();
      List<byte[]> texts =
          IntStream.range(0, 10_000).mapToObj(i -> bytes(i % 3 == 0 ? i + "+" : "" + i)).toList();
      BitSet members = client.contains(texts);
      assertThat(members.stream()).allMatch(i -> i % 3 == 0).hasSize(3334);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void streamsWithoutWaitingForAnswersInBoundedMemory() throws Exception {
    int batches = 60;
    int batchTexts = 5_000;
    AtomicInteger ahead = new AtomicInteger();
    AtomicInteger aheadMax = new AtomicInteger();
    AtomicLong answered = new AtomicLong();
    AtomicInteger given = new AtomicInteger();
    try (ListServer server = ListServer.tls(directory, ListServer::honest);
        LookupClient client = LookupClient.create(trusting(server), 1)) {
      client.contains(
          () -> {
            if (given.getAndIncrement() == batches) {
              return null;
            }
            aheadMax.accumulateAndGet(ahead.incrementAndGet(), Math::max);
            return batch(batchTexts);
          },
          (texts, members) -> {
            ahead.decrementAndGet();
            answered.addAndGet(texts.count());
            assertThat(members.cardinality()).isEqualTo(batchTexts / 2);
          });
    }
    assertThat(answered.get()).isEqualTo((long) batches * batchTexts);
    assertThat(aheadMax.get()).isLessThan(12);
  }

  @Test
  void sharesConnectionsAmongThreads() throws Exception {
    try (ListServer server = ListServer.plain(ListServer::honest);
        LookupClient client =
            LookupClient.create(defaults().at("localhost", server.port()).plain(), 3)) {
      List<CompletableFuture<Boolean>> asking = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        String text = i % 2 == 0 ? i + "+" : "" + i;
        asking.add(CompletableFuture.supplyAsync(() -> askOften(client, text)));
      }
      for (int i = 0; i < asking.size(); i++) {
        assertThat(asking.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i % 2 == 0);
      }
      assertThat(server.connections()).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void asksForTextsThatEndInCarriageReturnExactly() throws Exception {
    try (ListServer server =
            ListServer.plain(
                line -> line.equals("x\r") ? "STRING EXISTS\n" : "STRING NOT FOUND\n");
        LookupClient client = LookupClient.create(plain(server), 1)) {
      assertThat(client.contains("x\r")).isTrue();
      assertThat(client.contains("x")).isFalse();
    }
  }

  @Test
  void rejectsTextsTheProtocolCannotAskFor() throws Exception {
    try (ListServer server = ListServer.plain(ListServer::honest);
        LookupClient client = LookupClient.create(plain(server), 1)) {
      assertThatExceptionOfType(UserError.class)
          .isThrownBy(() -> client.contains("two\nlines"))
          .withMessageContaining("newline");
      for (String text : List.of("\0x", "x\0")) {
        assertThatExceptionOfType(UserError.class)
            .isThrownBy(() -> client.contains(text))
            .withMessageContaining("NUL");
      }
      assertThat(client.contains("a\0b+")).isTrue();
    }
  }

  @Test
  void tellsWhatTheServerRefused() throws Exception {
    try (ListServer server = ListServer.plain(line -> "ERROR FRAME-TOO-LONG at most 5 bytes\n");
        LookupClient client = LookupClient.create(plain(server), 1)) {
      assertThatExceptionOfType(ServerError.class)
          .isThrownBy(() -> client.contains("too long"))
          .withMessage("server: FRAME-TOO-LONG at most 5 bytes")
          .satisfies(e -> assertThat(e.code()).isEqualTo("FRAME-TOO-LONG"));
    }
  }

  @Test
  void tellsErrorOfServerThatStopsReadingWhileTextsAreSent() throws Exception {
    AtomicInteger lines = new AtomicInteger();
    try (ListServer server =
            ListServer.plain(
                line -> {
                  int number = lines.incrementAndGet();
                  if (number > 1001) {
                    return null;
                  }
                  return number > 1000 ? "ERROR OVERLOADED later\n" : "STRING EXISTS\n";
                });
        LookupClient client = LookupClient.create(plain(server), 1)) {
      assertThatIOException()
          .isThrownBy(() -> client.contains(batch(3_000_000)))
          .withMessageMatching("server: OVERLOADED later|connection to .* lost .*");
    }
  }

  @Test
  void opensNewConnectionWhereServerClosedIdleOne() throws Exception {
    AtomicInteger lines = new AtomicInteger();
    try (ListServer server =
            ListServer.plain(line -> lines.incrementAndGet() == 2 ? null : "STRING EXISTS\n");
        LookupClient client = LookupClient.create(plain(server), 1)) {
      assertThat(client.contains("first")).isTrue();
      assertThat(client.contains("second")).isTrue();
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void tellsLostConnectionInOneLine() throws Exception {
    try (ListServer server = ListServer.plain(line -> null);
        LookupClient client = LookupClient.create(plain(server), 1)) {
      assertThatIOException()
          .isThrownBy(() -> client.contains("x"))
          .withMessage(
              "connection to 127.0.0.1:"
                  + server.port()
                  + ": closed by the server before it answered");
    }
  }

  @Test
  void endsStreamWhoseSourceHangsWhenConnectionIsLost() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger given = new AtomicInteger();
    try (ListServer server = ListServer.plain(line -> null);
        LookupClient client = LookupClient.create(plain(server), 1)) {
      assertThatIOException()
          .isThrownBy(
              () ->
                  client.contains(
                      () -> {
                        if (given.getAndIncrement() > 0) {
                          awaitUninterrupted(never);
                        }
                        return batch(1);
                      },
                      (texts, members) -> {}))
          .withMessageContaining("closed by the server");
    }
  }

  @Test
  void tellsFailureOfSource() throws Exception {
    try (ListServer server = ListServer.plain(ListServer::honest);
        LookupClient client = LookupClient.create(plain(server), 1)) {
      assertThatIOException()
          .isThrownBy(
              () ->
                  client.contains(
                      () -> {
                        throw new IOException("disk is gone");
                      },
                      (texts, members) -> {}))
          .withMessage("disk is gone");
    }
  }

  @Test
  void givesUpAfterTimeout() throws Exception {
    try (ListServer server = ListServer.plain(line -> "");
        LookupClient client =
            LookupClient.create(plain(server).within(Duration.ofMillis(150)), 1)) {
      assertThatIOException()
          .isThrownBy(() -> client.contains("x"))
          .withMessageContaining("no answer within 150 ms");
    }
  }

  @Test
  void tellsWhereNoServerListens() throws Exception {
    // Bound, so that nobody else gets the port, and not listening.
    try (Socket bound = new Socket()) {
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = bound.getLocalPort();
      assertFault(defaults().at("127.0.0.1", port).plain(), "refused; no server listens there");
      assertFault(defaults().at("no-such-host.invalid", port).plain(), "unknown host");
    }
  }

  @Test
  void tellsMismatchOfTlsAndPlain() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ListServer tls = ListServer.tls(directory, ListServer::honest)) {
      CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> answerOnce(plain));
      assertFault(
          defaults().at("127.0.0.1", plain.getLocalPort()).trusting(directory.resolve("ca.crt")),
          "does not speak TLS there; try --no-tls");
      serving.get(10, TimeUnit.SECONDS);
      assertFault(plain(tls), "speaks TLS there; leave out --no-tls");
    }
  }

  @Test
  void refusesServerOfUnknownAuthorityUnlessTold() throws Exception {
    try (ListServer server = ListServer.tls(directory, ListServer::honest)) {
      ConnectionOptions options = defaults().at("127.0.0.1", server.port());
      assertFault(options, "is not trusted");
      assertFault(options, "--ca FILE");
      ConnectionOptions insecure =
          new ConnectionOptions(
              "127.0.0.1",
              server.port(),
              true,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              true,
              Duration.ofSeconds(10));
      try (LookupClient client = LookupClient.create(insecure, 1)) {
        assertThat(client.contains("x+")).isTrue();
      }
    }
  }

  @Test
  void refusesServerUnderAnotherName() throws Exception {
    try (ListServer server = ListServer.tls(directory, ListServer::honest)) {
      assertFault(trusting(server).at("127.0.0.2", server.port()), "127.0.0.2");
    }
  }

  @Test
  void showsClientCertificate() throws Exception {
    try (ListServer server = ListServer.mutualTls(directory, ListServer::honest)) {
      assertFault(trusting(server), "");
    }
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(
            () ->
                LookupClient.create(
                    new ConnectionOptions(
                        "localhost",
                        1,
                        true,
                        Optional.empty(),
                        Optional.of(directory.resolve("none.crt")),
                        Optional.of(directory.resolve("client.key")),
                        false,
                        Duration.ZERO),
                    1))
        .withMessageContaining("--cert = " + directory.resolve("none.crt") + ": no such file");
  }

  private static void answerOnce(ServerSocket listening) {
    try (Socket socket = listening.accept()) {
      socket.getOutputStream().write(bytes("STRING NOT FOUND\n"));
      while (socket.getInputStream().read() >= 0) {
        // Reads on, so that closing does not take the answer away.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertFault(ConnectionOptions options, String part) throws IOException {
    try (LookupClient client = LookupClient.create(options, 1)) {
      assertThatIOException()
          .isThrownBy(() -> client.contains("a whole text"))
          .withMessageContaining(part)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }
  }

  private static boolean askOften(LookupClient client, String text) {
    try {
      boolean first = client.contains(text);
      for (int i = 0; i < 200; i++) {
        if (client.contains(text) != first) {
          throw new IllegalStateException("answers of others");
        }
      }
      return first;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static ByteSlices batch(int count) {
    List<byte[]> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(bytes(i % 2 == 0 ? i + "+" : "" + i));
    }
    return ByteSlices.copyOf(texts);
  }

  private static ConnectionOptions trusting(ListServer server) {
    return defaults().at("127.0.0.1", server.port()).trusting(directory.resolve("ca.crt"));
  }

  private static ConnectionOptions plain(ListServer server) {
    return defaults().at("127.0.0.1", server.port()).plain();
  }

  private static ConnectionOptions defaults() {
    return ConnectionOptions.defaults();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
