package dev.rollcall.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollcall.base.UserError;
import dev.rollcall.edge.EdgeFixture.Client;
import dev.rollcall.edge.EdgeFixture.Running;
import dev.rollcall.edge.line.LookupSession;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a listener does with clients that are too many, too slow or not nice. */
@Timeout(60)
class ListenerLimitsIT {
  private static final String YES = "STRING EXISTS\n";

  /** A state, and the mark of a socket nobody has open, in Linux's tables. */
  private static final String LISTENING = "0A";

  private static final String NO_INODE = "0";

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    threads.shutdownNow();
  }

  private EdgeFixture edge(String overrides) {
    EdgeFixture edge = new EdgeFixture(overrides);
    open.add(edge);
    return edge;
  }

  private <C extends AutoCloseable> C keep(C client) {
    open.add(client);
    return client;
  }

  private static void expectAnswered(Client client) throws IOException {
    client.send("a\n");
    assertThat(client.read(YES)).isEqualTo(YES);
  }

  @ParameterizedTest
  @CsvSource({
    "plain, limits.connections = 2, the server has all the connections it may have",
    "tls, limits.connections = 2, the server has all the connections it may have",
    "plain, listeners.lookup.max-connections = 2, this listener has all the connections it may have",
    "plain, limits.connections-per-address = 2, your address has all the connections it may have",
  })
  void refusesOneConnectionTooManyInItsProtocol(String kind, String limit, String reason)
      throws IOException {
    EdgeFixture edge = edge("rollcall." + limit);
    boolean plain = kind.equals("plain");
    Running running =
        plain ? edge.plainLookup(FakeMembership.of("a")) : edge.tlsLookup(FakeMembership.of("a"));
    Client first = keep(plain ? running.connect() : running.connectTls());
    Client second = keep(plain ? running.connect() : running.connectTls());
    expectAnswered(first);
    expectAnswered(second);
    try (Client third = plain ? running.connect() : running.connectTls()) {
      third.send("a\n");
      assertThat(third.readAll()).startsWith("ERROR BUSY " + reason).hasLineCount(1);
    }
    first.close();
    await().until(() -> edge.limits.connections().total() < 2);
    try (Client fourth = plain ? running.connect() : running.connectTls()) {
      expectAnswered(fourth);
    }
    expectAnswered(second);
  }

  @Test
  void countsAllListenersTogether() throws IOException {
    EdgeFixture edge = edge("rollcall.limits.connections = 1");
    Running one = edge.plainLookup(FakeMembership.of("a"));
    Running other = edge.plainLookup(FakeMembership.of("a"));
    expectAnswered(keep(one.connect()));
    try (Client refused = other.connect()) {
      assertThat(refused.readAll()).startsWith("ERROR BUSY ");
    }
  }

  @ParameterizedTest
  @EnabledOnOs(OS.LINUX)
  @ValueSource(booleans = {false, true})
  void refusedClientsThatDoNotCloseTheirSideTakeFewSockets(boolean tls) throws Exception {
    EdgeFixture edge =
        edge("rollcall.limits { connections = 1, handshakes = 2, write-timeout = 1s }");
    Running running =
        tls ? edge.tlsLookup(FakeMembership.of("a")) : edge.plainLookup(FakeMembership.of("a"));
    expectAnswered(keep(tls ? running.connectTls() : running.connect()));
    for (int i = 0; i < 8; i++) {
      Client refused = keep(tls ? running.connectTls() : running.connect());
      assertThat(refused.readAll()).startsWith("ERROR BUSY ");
      assertThat(serverSockets(running)).isLessThanOrEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientThatNeverReadsIsCutAndHarmsNobody(boolean tls) throws Exception {
    EdgeFixture edge = edge("rollcall.limits.write-timeout = 1s");
    Running running =
        tls ? edge.tlsLookup(FakeMembership.of("a")) : edge.plainLookup(FakeMembership.of("a"));
    Client deaf = keep(tls ? running.connectTls() : running.connect());
    Client other = keep(tls ? running.connectTls() : running.connect());
    CompletableFuture<Long> taken = CompletableFuture.supplyAsync(() -> flood(deaf), threads);
    for (int i = 0; i < 100; i++) {
      expectAnswered(other);
    }
    assertThat(taken.get(30, TimeUnit.SECONDS))
        .as("what two kernels' buffers hold, and no more")
        .isLessThan(20 << 20);
    await().until(() -> edge.limits.connections().total() == 1);
    expectAnswered(other);
  }

  /** Sends empty queries until the connection breaks; each is answered by seventeen bytes. */
  private static long flood(Client client) {
    byte[] newlines = new byte[16 << 10];
    Arrays.fill(newlines, (byte) '\n');
    long sent = 0;
    try {
      OutputStream out = client.socket().getOutputStream();
      while (true) {
        out.write(newlines);
        sent += newlines.length;
      }
    } catch (IOException e) {
      return sent;
    }
  }

  /** However much of the last reply the operating system has taken when nothing is to follow it. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void clientsThatEndTheirSideAndNeverReadAreCutToo() throws Exception {
    EdgeFixture edge = edge("rollcall.limits.write-timeout = 1s");
    Running running = edge.plainLookup(FakeMembership.of("a"));
    int clients = 24;
    for (int i = 0; i < clients; i++) {
      Socket socket = keep(new Socket());
      socket.setReceiveBufferSize(4096);
      socket.connect(running.address());
      byte[] newlines = new byte[100_000 + i * 8_000];
      Arrays.fill(newlines, (byte) '\n');
      socket.getOutputStream().write(newlines);
      socket.shutdownOutput();
    }
    assertThat(serverSockets(running)).isPositive();
    await().atMost(Duration.ofSeconds(20)).until(() -> serverSockets(running) == 0);
  }

  /** The connections that this process still has open on the server's side, as Linux sees them. */
  private static long serverSockets(Running running) throws IOException {
    String port = String.format(":%04X", running.address().getPort());
    long count = 0;
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      count +=
          Files.readAllLines(Path.of(table)).stream()
              .map(line -> line.trim().split("\\s+"))
              .filter(row -> row[1].endsWith(port) && !row[3].equals(LISTENING))
              .filter(row -> !row[9].equals(NO_INODE))
              .count();
    }
    return count;
  }

  @Test
  void aHandshakeThatTakesTooLongIsCut() throws Exception {
    EdgeFixture edge = edge("rollcall.limits.handshake-timeout = 300ms");
    Running running = edge.tlsLookup(FakeMembership.of("a"));
    try (Client silent = running.connect()) {
      assertThat(endsWithoutAWord(silent)).isTrue();
    }
    try (Client halfway = running.connect()) {
      halfway.socket().getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1});
      assertThat(endsWithoutAWord(halfway)).isTrue();
    }
    expectAnswered(keep(running.connectTls()));
  }

  private static boolean endsWithoutAWord(Client client) {
    try {
      return client.readAll().isEmpty();
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void oneHandshakeTooManyWaitsForItsTurn() throws Exception {
    EdgeFixture edge = edge("rollcall.limits { handshakes = 2, handshake-timeout = 30s }");
    Running running = edge.tlsLookup(FakeMembership.of("a"));
    Client stalled = keep(running.connect());
    keep(running.connect());
    await().until(() -> edge.limits.connections().total() == 2);
    CompletableFuture<Client> third =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return keep(running.connectTls());
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            },
            threads);
    assertThatThrownBy(() -> third.get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    assertThat(edge.limits.connections().total()).isEqualTo(2);
    stalled.close();
    expectAnswered(third.get(10, TimeUnit.SECONDS));
  }

  @Test
  void establishedConnectionsTakeNoHandshakeSlot() throws Exception {
    EdgeFixture edge = edge("rollcall.limits.handshakes = 1");
    Running running = edge.tlsLookup(FakeMembership.of("a"));
    for (int i = 0; i < 5; i++) {
      expectAnswered(keep(running.connectTls()));
    }
  }

  @Test
  void servesTlsWithoutADeadlineForHandshakes() throws Exception {
    EdgeFixture edge = edge("rollcall.limits.handshake-timeout = 0");
    Running running = edge.tlsLookup(FakeMembership.of("a"));
    expectAnswered(keep(running.connectTls()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closesSilentConnectionsWithoutAWord(boolean tls) throws IOException {
    EdgeFixture edge = edge("rollcall.listeners.lookup.idle-timeout = 200ms");
    Running running =
        tls ? edge.tlsLookup(FakeMembership.of("a")) : edge.plainLookup(FakeMembership.of("a"));
    Client client = keep(tls ? running.connectTls() : running.connect());
    expectAnswered(client);
    assertThat(client.readAll()).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void tlsClientsThatDoNotCloseTheirSideAreCut() throws IOException {
    EdgeFixture edge =
        edge("rollcall { listeners.lookup.idle-timeout = 1s, limits.write-timeout = 500ms }");
    Running running = edge.tlsLookup(FakeMembership.of("a"));
    for (int i = 0; i < 10; i++) {
      expectAnswered(keep(running.connectTls()));
    }
    assertThat(serverSockets(running)).isEqualTo(10);
    await().until(() -> serverSockets(running) == 0);
  }

  @Test
  void tellsClientsOfAllKindsGoodbyeWhenDrained() throws Exception {
    EdgeFixture edge = edge("");
    CompletableFuture<Void> gate = new CompletableFuture<>();
    CompletableFuture<Void> asked = new CompletableFuture<>();
    FakeMembership membership = FakeMembership.of("a");
    ListenerSettings settings = edge.settings();
    Running running =
        edge.start(
            settings,
            edge.tls(settings),
            LookupSession.of(
                settings,
                keys -> {
                  asked.complete(null);
                  return gate.thenCompose(released -> membership.ask(keys));
                }));
    Client busy = keep(running.connectTls());
    Client idle = keep(running.connectTls());
    Client halfway = keep(running.connect());
    busy.send("a\n");
    asked.get(10, TimeUnit.SECONDS);
    TestProbe<Listener.Drained> drained = edge.kit.createTestProbe();
    running.listener().tell(new Listener.Drain(Duration.ofSeconds(10), drained.getRef()));
    assertThat(idle.readAll()).isEmpty();
    assertThat(endsWithoutAWord(halfway)).isTrue();
    assertThatThrownBy(() -> running.connect()).isInstanceOf(IOException.class);
    drained.expectNoMessage(Duration.ofMillis(100));
    gate.complete(null);
    assertThat(busy.readAll()).isEqualTo(YES);
    busy.close();
    idle.close();
    assertThat(drained.receiveMessage(EdgeFixture.PATIENCE).listener()).isEqualTo("lookup");
    await().until(() -> edge.limits.connections().total() == 0);
  }

  @Test
  void resetsWhatIsLeftAtTheDeadlineOfADrain() throws Exception {
    EdgeFixture edge = edge("");
    ListenerSettings settings = edge.settings();
    CompletableFuture<Void> asked = new CompletableFuture<>();
    Running running =
        edge.start(
            settings,
            PekkoTransport.plain(edge.kit.system(), settings, edge.limits.settings()),
            LookupSession.of(
                settings,
                keys -> {
                  asked.complete(null);
                  return new CompletableFuture<>();
                }));
    Client client = keep(running.connect());
    client.send("a\n");
    asked.get(10, TimeUnit.SECONDS);
    TestProbe<Listener.Drained> drained = edge.kit.createTestProbe();
    running.listener().tell(new Listener.Drain(Duration.ofMillis(200), drained.getRef()));
    drained.receiveMessage(EdgeFixture.PATIENCE);
    assertThat(endsWithoutAWord(client)).isTrue();
  }

  @Test
  void namesKeyAndValueOfAPortInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      EdgeFixture edge = edge("rollcall.listeners.lookup.port = " + taken.getLocalPort());
      assertThat(bindFailure(edge))
          .hasMessageStartingWith(
              "rollcall.listeners.lookup.port = "
                  + taken.getLocalPort()
                  + ": address already in use");
    }
  }

  @Test
  void namesKeyAndValueOfAnAddressThatDoesNotExist() {
    assertThat(bindFailure(edge("rollcall.listeners.lookup.interface = \"no.such.invalid\"")))
        .hasMessageStartingWith("rollcall.listeners.lookup.interface = no.such.invalid: no such");
    assertThat(bindFailure(edge("rollcall.listeners.lookup.interface = 192.0.2.1")))
        .hasMessageStartingWith("rollcall.listeners.lookup.interface = 192.0.2.1: this machine");
  }

  private static UserError bindFailure(EdgeFixture edge) {
    ListenerSettings settings = edge.settings();
    TestProbe<Listener.Event> owner = edge.kit.createTestProbe();
    edge.kit.spawn(
        Listener.create(
            settings,
            PekkoTransport.plain(edge.kit.system(), settings, edge.limits.settings()),
            Connections.ofSessions(
                settings, edge.limits, LookupSession.of(settings, FakeMembership.of())),
            edge.limits,
            owner.getRef()));
    return owner.expectMessageClass(Listener.BindFailed.class, EdgeFixture.PATIENCE).reason();
  }
}
