package dev.rollcall.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS as a stage, with engines of both kinds, asked by foreign clients. */
@Timeout(60)
class TlsStageIT {
  private static final int LARGE = 8 << 20;

  /** What the handshakes agreed on, in the order of their ends. */
  private static final Queue<String> protocols = new ConcurrentLinkedQueue<>();

  @TempDir static Path certificates;
  private static ActorSystem system;
  private static DevelopmentCertificates files;

  @BeforeAll
  static void start() {
    system = ActorSystem.create("tls");
    files = DevelopmentCertificates.in(certificates);
    files.ensure(List.of());
  }

  @AfterAll
  static void stop() {
    TestKit.shutdownActorSystem(system);
  }

  @ParameterizedTest
  @EnumSource(names = {"BORINGSSL", "JDK"})
  void carriesLargeTransfersBothWaysAtOnce(TlsEngine engine) throws Exception {
    int port = echoServer(TlsSettings.development(certificates, engine));
    byte[] sent = new byte[LARGE];
    new Random(1).nextBytes(sent);
    try (SSLSocket socket = connect(port)) {
      CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(socket, sent));
      byte[] received = socket.getInputStream().readNBytes(LARGE);
      writing.get(30, TimeUnit.SECONDS);
      assertThat(Arrays.equals(received, sent)).isTrue();
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BORINGSSL", "JDK"})
  void answersEveryByteSentBeforeHalfClose(TlsEngine engine) throws Exception {
    int port = echoServer(TlsSettings.development(certificates, engine));
    byte[] sent = new byte[LARGE];
    new Random(2).nextBytes(sent);
    try (SSLSocket socket = connect(port)) {
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(
              () -> {
                write(socket, sent);
                shutdownOutput(socket);
              });
      byte[] received = socket.getInputStream().readAllBytes();
      writing.get(30, TimeUnit.SECONDS);
      assertThat(received.length).isEqualTo(LARGE);
      assertThat(Arrays.equals(received, sent)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BORINGSSL", "JDK"})
  void answersQuestionThatComesTogetherWithHalfClose(TlsEngine engine) throws Exception {
    int port = echoServer(TlsSettings.development(certificates, engine));
    for (int i = 0; i < 20; i++) {
      try (SSLSocket socket = connect(port)) {
        socket.startHandshake();
        write(socket, "a question\n".getBytes(StandardCharsets.US_ASCII));
        socket.shutdownOutput();
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .isEqualTo("a question\n");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BORINGSSL", "JDK"})
  void answersClientThatEndsItsSideWithoutFarewell(TlsEngine engine) throws Exception {
    int port = echoServer(TlsSettings.development(certificates, engine));
    for (int i = 0; i < 20; i++) {
      try (Socket transport = new Socket(InetAddress.getLoopbackAddress(), port)) {
        transport.setSoTimeout(20_000);
        SSLSocket socket = client().wrap(client().socketContext(), transport, "127.0.0.1");
        socket.startHandshake();
        write(socket, "a question\n".getBytes(StandardCharsets.US_ASCII));
        transport.shutdownOutput();
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .isEqualTo("a question\n");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BORINGSSL", "JDK"})
  void answersManySmallRecords(TlsEngine engine) throws Exception {
    int port = echoServer(TlsSettings.development(certificates, engine));
    try (SSLSocket socket = connect(port)) {
      for (int i = 0; i < 2000; i++) {
        byte[] sent = new byte[1 + i % 5];
        Arrays.fill(sent, (byte) i);
        write(socket, sent);
        assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
      }
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  write(socket, new byte[] {(byte) i, '\n'});
                }
              });
      byte[] received = socket.getInputStream().readNBytes(40_000);
      writing.get(30, TimeUnit.SECONDS);
      for (int i = 0; i < 20_000; i++) {
        assertThat(received[2 * i]).isEqualTo((byte) i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BORINGSSL", "JDK"})
  void servesManyClientsAtOnce(TlsEngine engine) throws Exception {
    int port = echoServer(TlsSettings.development(certificates, engine));
    ClientTls client = client();
    SSLContext context = client.socketContext();
    protocols.clear();
    List<CompletableFuture<Void>> asking = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(20);
    for (int i = 0; i < 200; i++) {
      byte[] sent = ("client " + i + "\n").getBytes(StandardCharsets.US_ASCII);
      asking.add(
          CompletableFuture.runAsync(
              () -> {
                try (SSLSocket socket =
                    client.wrap(
                        context, new Socket(InetAddress.getLoopbackAddress(), port), "127.0.0.1")) {
                  for (int round = 0; round < 20; round++) {
                    write(socket, sent);
                    assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              threads));
    }
    CompletableFuture.allOf(asking.toArray(CompletableFuture[]::new)).get(40, TimeUnit.SECONDS);
    threads.shutdown();
    assertThat(protocols).hasSize(200).containsOnly("TLSv1.3");
  }

  @ParameterizedTest
  @EnumSource(names = {"BORINGSSL", "JDK"})
  void answersOpensslClient(TlsEngine engine) throws Exception {
    assumeTrue(isInstalled("openssl"), "needs openssl");
    int port = echoServer(TlsSettings.development(certificates, engine));
    for (String version : List.of("-tls1_3", "-tls1_2")) {
      Process client =
          start(
              "openssl",
              "s_client",
              "-quiet",
              "-verify_return_error",
              "-no_ign_eof",
              version,
              "-CAfile",
              files.authority().toString(),
              "-connect",
              "127.0.0.1:" + port);
      client.getOutputStream().write("first\nsecond\n".getBytes(StandardCharsets.US_ASCII));
      client.getOutputStream().flush();
      byte[] answer = client.getInputStream().readNBytes(13);
      client.getOutputStream().close();
      assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("first\nsecond\n");
      assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(client.exitValue()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BORINGSSL", "JDK"})
  void refusesOldProtocolVersions(TlsEngine engine) throws Exception {
    assumeTrue(isInstalled("openssl"), "needs openssl");
    int port = echoServer(TlsSettings.development(certificates, engine));
    Process client =
        start(
            "openssl",
            "s_client",
            "-tls1_1",
            "-cipher",
            "ALL:@SECLEVEL=0",
            "-connect",
            "127.0.0.1:" + port);
    client.getOutputStream().close();
    client.getInputStream().readAllBytes();
    assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(client.exitValue()).isNotZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"BORINGSSL", "JDK"})
  void asksForClientCertificateWhereItIsNeeded(TlsEngine engine) throws Exception {
    TlsSettings open = TlsSettings.development(certificates, engine);
    TlsSettings needed =
        new TlsSettings(
            open.certificate(),
            open.key(),
            open.certificates(),
            open.clientAuthority(),
            ClientAuth.NEED,
            engine);
    int port = echoServer(needed);
    ClientTls known =
        client()
            .showing(
                new TlsFile("--cert", files.clientCertificate()),
                new TlsFile("--key", files.clientKey()));
    try (SSLSocket socket = connect(known, port)) {
      write(socket, new byte[] {'x'});
      assertThat(socket.getInputStream().read()).isEqualTo('x');
    }
    assertThatThrownBy(
            () -> {
              try (SSLSocket socket = connect(client(), port)) {
                write(socket, new byte[] {'x'});
                if (socket.getInputStream().read() != 'x') {
                  throw new SSLException("closed");
                }
              }
            })
        .isInstanceOfAny(IOException.class, UncheckedIOException.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"BORINGSSL", "JDK"})
  void survivesClientThatVanishesInHandshake(TlsEngine engine) throws Exception {
    int port = echoServer(TlsSettings.development(certificates, engine));
    for (byte[] start :
        List.of(
            new byte[0],
            new byte[] {22, 3, 1},
            "GET /\r\n\r\n".getBytes(StandardCharsets.US_ASCII))) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write(start);
      }
    }
    try (SSLSocket socket = connect(port)) {
      write(socket, new byte[] {'y'});
      assertThat(socket.getInputStream().read()).isEqualTo('y');
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BORINGSSL", "JDK"})
  void answersHoweverTheNetworkCutsTheBytes(TlsEngine engine) throws Exception {
    TlsSettings settings = TlsSettings.development(certificates, engine);
    for (int piece : new int[] {1, 2, 7, 100}) {
      int port = echoServer(settings, piece);
      try (SSLSocket socket = connect(port)) {
        byte[] sent = new byte[3000];
        Arrays.fill(sent, (byte) piece);
        write(socket, sent);
        write(socket, new byte[] {1, 2});
        socket.shutdownOutput();
        byte[] received = socket.getInputStream().readAllBytes();
        assertThat(received).hasSize(3002).startsWith(sent).endsWith(1, 2);
      }
    }
  }

  private static int echoServer(TlsSettings settings) throws Exception {
    return echoServer(settings, Integer.MAX_VALUE);
  }

  /** An echo whose network brings at most {@code piece} bytes at a time. */
  private static int echoServer(TlsSettings settings, int piece) throws Exception {
    TlsContext context = TlsContext.server(settings);
    BidiFlow<ByteString, ByteString, ByteString, ByteString, NotUsed> tls =
        TlsStage.flow(context::newServerEngine, session -> protocols.add(session.getProtocol()));
    return Tcp.get(system)
        .bind("127.0.0.1", 0, 100, List.of(), true, Optional.<Duration>empty())
        .toMat(
            Sink.foreach(
                connection ->
                    tls.join(connection.flow().mapConcat(bytes -> pieces(bytes, piece)))
                        .join(Flow.of(ByteString.class))
                        .run(system)),
            Keep.left())
        .run(system)
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS)
        .localAddress()
        .getPort();
  }

  private static List<ByteString> pieces(ByteString bytes, int piece) {
    List<ByteString> pieces = new ArrayList<>();
    for (ByteString rest = bytes; rest.nonEmpty(); rest = rest.drop(piece)) {
      pieces.add(rest.take(piece));
    }
    return pieces;
  }

  private static ClientTls client() {
    return ClientTls.trusting(ServerTrust.authorities(new TlsFile("--ca", files.authority())));
  }

  private static SSLSocket connect(int port) throws IOException {
    return connect(client(), port);
  }

  private static SSLSocket connect(ClientTls client, int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    return client.wrap(client.socketContext(), socket, "127.0.0.1");
  }

  private static void write(SSLSocket socket, byte[] bytes) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void shutdownOutput(SSLSocket socket) {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Process start(String... command) throws IOException {
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static boolean isInstalled(String program) {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(System.getenv("PATH"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
