package dev.rollcall.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.edge.EdgeFixture.Client;
import dev.rollcall.edge.EdgeFixture.Running;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients of the original and newer ones see, over plain TCP and TLS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListenerIT {
  private static final String YES = "STRING EXISTS\n";
  private static final String NO = "STRING NOT FOUND\n";

  private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
  private EdgeFixture edge;
  private Running plain;
  private Running tls;
  private Running slow;

  @BeforeAll
  void start() {
    edge = new EdgeFixture("");
    plain = edge.plainLookup(FakeMembership.of("a", "b", ""));
    tls = edge.tlsLookup(FakeMembership.of("a", "b", ""));
    slow =
        edge.plainLookup(
            FakeMembership.later(
                CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS), "a", "b", ""));
  }

  @AfterAll
  void stop() {
    later.shutdownNow();
    edge.close();
  }

  private Client connect(String kind) throws IOException {
    return switch (kind) {
      case "plain" -> plain.connect();
      case "tls" -> tls.connectTls();
      default -> slow.connect();
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "tls", "slow"})
  void answersLines(String kind) throws IOException {
    try (Client client = connect(kind)) {
      client.send("a\nx\n\nb\r\n");
      assertThat(client.read(YES + NO + YES + YES)).isEqualTo(YES + NO + YES + YES);
      client.send("b\n");
      assertThat(client.read(YES)).isEqualTo(YES);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "tls", "slow"})
  void answersAPaddedQueryWithoutNewline(String kind) throws IOException {
    try (Client client = connect(kind)) {
      for (String query : new String[] {"a", "x", "b"}) {
        client.send(query + "\0".repeat(1024 - query.length()));
        String expected = query.equals("x") ? NO : YES;
        assertThat(client.read(expected)).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "tls", "slow"})
  void answersAfterTheClientHasEndedItsSide(String kind) throws IOException {
    try (Client client = connect(kind)) {
      client.send("a\nx\nb");
      client.socket().shutdownOutput();
      assertThat(client.readAll()).isEqualTo(YES + NO + YES);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "tls", "slow"})
  void doesNotCutALineInTwoBecauseItsEndIsLate(String kind) throws Exception {
    try (Client client = connect(kind)) {
      client.send("a\n");
      assertThat(client.read(YES)).isEqualTo(YES);
      client.send("x");
      var rest = later.schedule(() -> sendQuietly(client, "y\nb\n"), 60, TimeUnit.MILLISECONDS);
      assertThat(client.read(NO + YES)).isEqualTo(NO + YES);
      rest.get(10, TimeUnit.SECONDS);
    }
  }

  private static void sendQuietly(Client client, String text) {
    try {
      client.send(text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "tls", "slow"})
  void answersTenThousandPipelinedQueriesInOrder(String kind) throws Exception {
    StringBuilder queries = new StringBuilder();
    StringBuilder answers = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      boolean member = i % 3 == 0;
      queries.append(member ? "a" : "query number " + i).append('\n');
      answers.append(member ? YES : NO);
    }
    try (Client client = connect(kind)) {
      var sending = later.submit(() -> sendQuietly(client, queries.toString()));
      assertThat(client.read(answers.toString())).isEqualTo(answers.toString());
      sending.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void answersAFrameThatIsTooLongInItsPlace() throws IOException {
    try (Client client = plain.connect()) {
      client.send("a\n" + "z".repeat((1 << 20) + 1) + "\nb\n");
      String error = "ERROR FRAME-TOO-LONG a frame may have at most 1048576 bytes\n";
      assertThat(client.read(YES + error + YES)).isEqualTo(YES + error + YES);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "tls"})
  void closesAConnectionThatSpeaksHttp(String kind) throws IOException {
    try (Client client = connect(kind)) {
      client.send("POST / HTTP/1.1\r\nHost: x\r\n\r\na\n");
      assertThat(client.readAll()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HEAD a", "POST it", "GET / HTTP/1.", "get / HTTP/1.1", "GET  / HTTP/1.1"})
  void takesWhatOnlyResemblesHttpForAQuery(String query) throws IOException {
    try (Client client = plain.connect()) {
      client.send(query + "\n");
      assertThat(client.read(NO)).isEqualTo(NO);
    }
  }
}
