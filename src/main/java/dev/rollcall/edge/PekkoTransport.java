package dev.rollcall.edge;

import dev.rollcall.security.TlsStage;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.TLSClosing;
import org.apache.pekko.stream.TLSClosing$;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Connections over Pekko's own TCP and TLS.
 *
 * <p>TLS is joined to each connection here, so that the end of its handshake is known. With a
 * handshake deadline of zero Pekko joins it instead ({@code bindWithTls}), and a handshake counts
 * as over before it has begun.
 */
public final class PekkoTransport implements Transport {
  /* Nothing the session wrote is dropped because reading has ended; its own end closes at once. */
  private static final TLSClosing CLOSING = TLSClosing$.MODULE$.ignoreCancel();

  /** Pekko's own TLS does not start with less room for what it reads. */
  private static final Attributes TLS_BUFFERS = Attributes.inputBuffer(4, 16);

  private final ClassicActorSystemProvider system;
  private final ListenerSettings listener;
  private final LimitSettings limits;
  private final @Nullable Supplier<SSLEngine> engines;
  private final OpenSockets openSockets = new OpenSockets();

  private PekkoTransport(
      ClassicActorSystemProvider system,
      ListenerSettings listener,
      LimitSettings limits,
      @Nullable Supplier<SSLEngine> engines) {
    this.system = system;
    this.listener = listener;
    this.limits = limits;
    this.engines = engines;
  }

  /** Plain TCP. */
  public static Transport plain(
      ClassicActorSystemProvider system, ListenerSettings listener, LimitSettings limits) {
    return new PekkoTransport(system, listener, limits, null);
  }

  /**
   * TLS over TCP.
   *
   * @param engines makes a server-side engine for each connection
   */
  public static Transport tls(
      ClassicActorSystemProvider system,
      ListenerSettings listener,
      LimitSettings limits,
      Supplier<SSLEngine> engines) {
    return new PekkoTransport(system, listener, limits, engines);
  }

  @Override
  public Source<Incoming, CompletionStage<Binding>> connections() {
    return sockets()
        .map(this::incoming)
        .mapMaterializedValue(bound -> bound.thenApply(PekkoTransport::binding));
  }

  private Source<Tcp.IncomingConnection, CompletionStage<Tcp.ServerBinding>> sockets() {
    Supplier<SSLEngine> tls = engines;
    if (tls == null || !limits.handshakeTimeout().isZero()) {
      return Tcp.get(system)
          .bind(
              listener.host(),
              listener.port(),
              listener.backlog(),
              List.of(openSockets),
              true,
              Optional.<Duration>empty());
    }
    return Tcp.get(system)
        .bindWithTls(
            listener.host(),
            listener.port(),
            tls,
            listener.backlog(),
            List.of(openSockets),
            Optional.of(listener.idleTimeout()).filter(idle -> !idle.isZero()),
            session -> Optional.empty(),
            CLOSING);
  }

  private Incoming incoming(Tcp.IncomingConnection connection) {
    InetSocketAddress peer = connection.remoteAddress();
    Incoming.Socket socket = openSockets.take(peer);
    CompletionStage<Done> now = CompletableFuture.completedStage(Done.getInstance());
    Supplier<SSLEngine> tls = engines;
    if (tls == null) {
      return new Incoming(peer, now, connection.flow(), socket);
    }
    if (limits.handshakeTimeout().isZero()) {
      return new Incoming(peer, now, connection.flow().addAttributes(TLS_BUFFERS), socket);
    }
    CompletableFuture<Done> established = new CompletableFuture<>();
    BidiFlow<ByteString, ByteString, ByteString, ByteString, NotUsed> secured =
        TlsStage.flow(tls, session -> established.complete(Done.getInstance()));
    return new Incoming(peer, established, secured.join(connection.flow()), socket);
  }

  private static Binding binding(Tcp.ServerBinding bound) {
    return new Binding() {
      @Override
      public InetSocketAddress address() {
        return bound.localAddress();
      }

      @Override
      public CompletionStage<Done> unbind() {
        return bound.unbind().thenApply(unbound -> Done.getInstance());
      }
    };
  }
}
