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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.TLSClosing$;
import org.apache.pekko.stream.TLSProtocol;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.TLS;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Engines of both kinds beneath a stream's TLS, asked by foreign clients. */
@Timeout(60)
class TlsStreamIT {
  private static final int LARGE = 8 << 20;

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
  void endsConnectionWhoseClientSaidClose(TlsEngine engine) throws Exception {
    int port = echoServer(TlsSettings.development(certificates, engine));
    try (SSLSocket socket = connect(port)) {
      write(socket, new byte[] {'z'});
      assertThat(socket.getInputStream().read()).isEqualTo('z');
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
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

  private static int echoServer(TlsSettings settings) throws Exception {
    TlsContext context = TlsContext.server(settings);
    BidiFlow<ByteString, ByteString, ByteString, ByteString, NotUsed> tls =
        BidiFlow
            .<ByteString, TLSProtocol.SslTlsOutbound, TLSProtocol.SslTlsInbound, ByteString,
                NotUsed, NotUsed>
                fromFlows(
                    Flow.of(ByteString.class).map(TLSProtocol.SendBytes::new),
                    Flow.of(TLSProtocol.SslTlsInbound.class)
                        .collectType(TLSProtocol.SessionBytes.class)
                        .map(TLSProtocol.SessionBytes::bytes))
            .atop(TLS.create(context::newServerEngine, TLSClosing$.MODULE$.ignoreComplete()));
    return Tcp.get(system)
        .bind("127.0.0.1", 0, 100, List.of(), true, Optional.<Duration>empty())
        .toMat(
            Sink.foreach(
                connection ->
                    tls.join(connection.flow()).join(Flow.of(ByteString.class)).run(system)),
            Keep.left())
        .run(system)
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS)
        .localAddress()
        .getPort();
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

  private static Process start(String... command) throws IOException {
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static boolean isInstalled(String program) {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(System.getenv("PATH"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
