package dev.rollcall.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.MeterNames;
import dev.rollcall.base.UserError;
import dev.rollcall.edge.EdgeFixture.Client;
import dev.rollcall.edge.EdgeFixture.Running;
import dev.rollcall.lookup.Answers;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is counted where clients connect, while they do. */
@Timeout(60)
class ListenerMetersIT {
  private static final String YES = "STRING EXISTS\n";
  private static final String NO = "STRING NOT FOUND\n";

  private EdgeFixture edge = new EdgeFixture("");

  @AfterEach
  void close() {
    edge.close();
  }

  private void configure(String overrides) {
    edge.close();
    edge = new EdgeFixture(overrides);
  }

  private double counter(String name, String... tags) {
    return edge.registry.get(name).tag(MeterNames.LISTENER, "lookup").tags(tags).counter().count();
  }

  private double limit(String name) {
    return edge.registry.get(MeterNames.LIMITS_HIT).tag(MeterNames.LIMIT, name).counter().count();
  }

  private double open() {
    return edge.registry.get(MeterNames.CONNECTIONS_OPEN).gauge().value();
  }

  private Timer durations() {
    return edge.registry.get(MeterNames.REQUEST_DURATION).timer();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void countsEachRequestAndTimesEachChunk(boolean tls) throws IOException {
    FakeMembership membership = FakeMembership.of("a");
    Running running = tls ? edge.tlsLookup(membership) : edge.plainLookup(membership);
    try (Client client = tls ? running.connectTls() : running.connect()) {
      String answers = (YES + NO).repeat(100);
      for (int i = 0; i < 5; i++) {
        client.send("a\nb\n".repeat(100));
        assertThat(client.read(answers)).isEqualTo(answers);
      }
      assertThat(counter(MeterNames.REQUESTS)).isEqualTo(1000);
      assertThat(durations().count()).isEqualTo(5);
      assertThat(counter(MeterNames.RECEIVED_BYTES)).isEqualTo(2000);
      assertThat(counter(MeterNames.SENT_BYTES)).isEqualTo(5.0 * answers.length());
      assertThat(edge.registry.find(MeterNames.REQUEST_ERRORS).counters()).isEmpty();
    }
  }

  @Test
  void durationsHaveBucketsFromTenMicrosecondsToTenSeconds() throws IOException {
    CompletableFuture<Answers> slow = new CompletableFuture<>();
    try (Client client = edge.plainLookup(keys -> slow).connect()) {
      client.send("a\n");
      var unused =
          new CompletableFuture<Answers>()
              .completeOnTimeout(new Answers(0, new long[] {1}), 150, TimeUnit.MILLISECONDS)
              .thenAccept(slow::complete);
      assertThat(client.read(YES)).isEqualTo(YES);
    }
    CountAtBucket[] buckets = durations().takeSnapshot().histogramCounts();
    assertThat(buckets).hasSize(19);
    assertThat(buckets[0].bucket(TimeUnit.MICROSECONDS)).isEqualTo(10);
    assertThat(buckets[18].bucket(TimeUnit.SECONDS)).isEqualTo(10);
    assertThat(Arrays.stream(buckets).filter(b -> b.bucket(TimeUnit.MILLISECONDS) <= 100))
        .allMatch(b -> b.count() == 0);
    assertThat(buckets[18].count()).isEqualTo(1);
  }

  @Test
  void openConnectionsGoUpAndDown() throws IOException {
    Running running = edge.plainLookup(FakeMembership.of("a"));
    assertThat(open()).isZero();
    try (Client one = running.connect();
        Client other = running.connect()) {
      one.send("a\n");
      other.send("a\n");
      one.read(YES);
      other.read(YES);
      assertThat(open()).isEqualTo(2);
    }
    await().until(() -> open() == 0);
    assertThat(counter(MeterNames.CONNECTIONS, MeterNames.OUTCOME, "accepted")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "limits.connections = 1, connections",
    "listeners.lookup.max-connections = 1, listener-connections",
    "limits.connections-per-address = 1, address-connections",
  })
  void refusedConnectionsAreCountedByTheirLimit(String setting, String limit) throws IOException {
    configure("rollcall." + setting);
    Running running = edge.plainLookup(FakeMembership.of("a"));
    try (Client first = running.connect()) {
      first.send("a\n");
      first.read(YES);
      for (int i = 0; i < 3; i++) {
        try (Client refused = running.connect()) {
          assertThat(refused.readAll()).startsWith("ERROR BUSY");
        }
      }
      assertThat(open()).isEqualTo(1);
    }
    assertThat(counter(MeterNames.CONNECTIONS, MeterNames.OUTCOME, "refused")).isEqualTo(3);
    assertThat(limit(limit)).isEqualTo(3);
    await()
        .untilAsserted(
            () ->
                assertThat(counter(MeterNames.REQUEST_ERRORS, MeterNames.CODE, "BUSY"))
                    .isEqualTo(3));
    assertThat(counter(MeterNames.REQUESTS)).isEqualTo(1);
  }

  @Test
  void framesThatAreTooLongAreErrorsAndALimit() throws IOException {
    configure("rollcall.listeners.lookup.frame-bytes-max = 4");
    try (Client client = edge.plainLookup(FakeMembership.of("a")).connect()) {
      client.send("12345\na\n123456789\n");
      String answer = client.read(YES.repeat(3));
      assertThat(answer).startsWith("ERROR FRAME-TOO-LONG");
      await().until(() -> counter(MeterNames.REQUESTS) == 3);
      assertThat(counter(MeterNames.REQUEST_ERRORS, MeterNames.CODE, "FRAME-TOO-LONG"))
          .isEqualTo(2);
      assertThat(limit("frame-bytes")).isEqualTo(2);
    }
  }

  @Test
  void everyQuestionThatCannotBeAnsweredIsAnError() throws IOException {
    UserError error = new UserError(ErrorCode.UNAVAILABLE, "not now");
    try (Client client =
        edge.plainLookup(keys -> CompletableFuture.failedFuture(error)).connect()) {
      client.send("a\nb\nc\n");
      client.read("ERROR UNAVAILABLE not now\n".repeat(3));
      assertThat(counter(MeterNames.REQUEST_ERRORS, MeterNames.CODE, "UNAVAILABLE")).isEqualTo(3);
    }
  }

  @Test
  void deadlinesThatPassAreCountedOnce() throws IOException {
    configure(
        "rollcall { limits.frame-timeout = 200ms, listeners.lookup { idle-timeout = 200ms,"
            + " flush-partial-after = 0 } }");
    Running running = edge.plainLookup(FakeMembership.of("a"));
    try (Client silent = running.connect()) {
      assertThat(silent.readAll()).isEmpty();
    }
    try (Client halfway = running.connect()) {
      halfway.send("a");
      assertThat(halfway.readAll()).startsWith("ERROR TIMEOUT");
    }
    assertThat(limit("idle-time")).isEqualTo(1);
    assertThat(limit("frame-time")).isEqualTo(1);
  }

  @Test
  void slowHandshakesAreCounted() throws IOException {
    configure("rollcall.limits.handshake-timeout = 200ms");
    try (Client silent = edge.tlsLookup(FakeMembership.of("a")).connect()) {
      await().until(() -> limit("handshake-time") == 1);
      assertThat(silent.socket().isConnected()).isTrue();
    }
    assertThat(counter(MeterNames.REQUESTS)).isZero();
  }

  @Test
  void clientsThatDoNotReadAreCounted() throws Exception {
    configure("rollcall.limits.write-timeout = 300ms");
    try (Client deaf = edge.plainLookup(FakeMembership.of("a")).connect()) {
      CompletableFuture<Void> flooding = CompletableFuture.runAsync(() -> flood(deaf));
      await().until(() -> limit("write-time") == 1);
      flooding.get(10, TimeUnit.SECONDS);
    }
  }

  private static void flood(Client client) {
    try {
      while (true) {
        client.send("\n".repeat(16 << 10));
      }
    } catch (IOException e) {
      // The server has cut the connection.
    }
  }
}
