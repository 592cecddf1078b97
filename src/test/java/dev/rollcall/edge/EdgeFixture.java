package dev.rollcall.edge;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.rollcall.base.ConfigReader;
import dev.rollcall.cluster.NodeConfig;
import dev.rollcall.edge.line.EchoSession;
import dev.rollcall.edge.line.LookupSession;
import dev.rollcall.lookup.Membership;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;

/** An actor system with the settings of the product, and listeners in it. */
final class EdgeFixture implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(10);

  final ActorTestKit kit;
  final MeterRegistry registry = new SimpleMeterRegistry();
  Limits limits;
  private final Config config;

  /**
   * @param overrides HOCON laid over the defaults; the listener it configures is {@code lookup}
   */
  EdgeFixture(String overrides) {
    this("lookup", overrides);
  }

  /**
   * @param listener the name of the only listener
   */
  EdgeFixture(String listener, String overrides) {
    String path = "rollcall.listeners." + listener;
    Config defaults =
        ConfigFactory.parseString("pekko.actor.provider = local, " + path + ".port = 0")
            .withFallback(NodeConfig.defaults());
    Config merged = ConfigFactory.parseString(overrides).withFallback(defaults).resolve();
    config =
        merged
            .withoutPath("rollcall.listeners")
            .withValue(
                path,
                merged.getValue(path).withFallback(merged.getValue("rollcall.listener-defaults")));
    kit = ActorTestKit.create("edge", config);
    limits = Limits.of(LimitSettings.read(reader()), registry);
  }

  ConfigReader reader() {
    return ConfigReader.at(config, "rollcall");
  }

  ListenerSettings settings() {
    return ListenerSettings.readAll(reader()).get(0);
  }

  Running plainLookup(Membership membership) {
    return plain(LookupSession.of(settings(), membership));
  }

  Running tlsLookup(Membership membership) {
    ListenerSettings settings = settings();
    return start(settings, tls(settings), LookupSession.of(settings, membership));
  }

  Running plainEcho() {
    return plain(EchoSession.of(settings()));
  }

  Running plain(Session.Factory sessions) {
    ListenerSettings settings = settings();
    return start(
        settings, PekkoTransport.plain(kit.system(), settings, limits.settings()), sessions);
  }

  Transport tls(ListenerSettings settings) {
    return PekkoTransport.tls(kit.system(), settings, limits.settings(), TestTls.serverEngines());
  }

  Running start(ListenerSettings settings, Transport transport, Session.Factory sessions) {
    TestProbe<Listener.Event> owner = kit.createTestProbe();
    ActorRef<Listener.Command> listener =
        kit.spawn(
            Listener.create(
                settings,
                transport,
                Connections.ofSessions(settings, limits, sessions),
                limits,
                owner.getRef()));
    Listener.Bound bound = owner.expectMessageClass(Listener.Bound.class, PATIENCE);
    return new Running(listener, bound.address());
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }

  /** A bound listener. */
  record Running(ActorRef<Listener.Command> listener, InetSocketAddress address) {
    Client connect() throws IOException {
      return new Client(new Socket(address.getAddress(), address.getPort()));
    }

    Client connectTls() throws IOException {
      SSLSocket socket =
          (SSLSocket)
              TestTls.CONTEXT
                  .getSocketFactory()
                  .createSocket(InetAddress.getLoopbackAddress(), address.getPort());
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.startHandshake();
      return new Client(socket);
    }
  }

  /** A blocking client; a read that takes too long fails. */
  record Client(Socket socket) implements AutoCloseable {
    Client {
      try {
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
    }

    /** Reads exactly as many bytes as {@code expected} has. */
    String read(String expected) throws IOException {
      return text(socket.getInputStream().readNBytes(expected.length()));
    }

    /** Reads until the server ends the connection. */
    String readAll() throws IOException {
      return text(socket.getInputStream().readAllBytes());
    }

    private static String text(byte[] bytes) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
