package dev.rollcall.security;

import dev.rollcall.base.UserError;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A client's side of TLS: whom it trusts and which certificate it shows. Sockets use the JDK's
 * implementation, which starts in less time; engines are for who sends so much that BoringSSL pays.
 * Immutable and thread-safe.
 */
public final class ClientTls {
  private static final char[] NO_PASSWORD = {};

  private final ServerTrust trust;
  private final Optional<TlsIdentity> identity;

  private ClientTls(ServerTrust trust, Optional<TlsIdentity> identity) {
    this.trust = trust;
    this.identity = identity;
  }

  /** A client that shows no certificate. */
  public static ClientTls trusting(ServerTrust trust) {
    return new ClientTls(trust, Optional.empty());
  }

  /**
   * This client with a certificate of its own.
   *
   * @throws UserError if one of the files is unusable or they do not belong together
   */
  public ClientTls showing(TlsFile certificate, TlsFile key) {
    return new ClientTls(trust, Optional.of(TlsIdentity.read(certificate, key)));
  }

  /** What sockets are made with; costly, so made once for many of them. */
  public SSLContext socketContext() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers(), new TrustManager[] {trust.manager()}, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the JDK's TLS cannot be used", e);
    }
  }

  /**
   * Lays TLS over a connected socket; the handshake comes with the first byte, or when started.
   *
   * @param host what the server's certificate must name, unless any server is trusted
   */
  public SSLSocket wrap(SSLContext context, Socket socket, String host) throws IOException {
    SSLSocket secure =
        (SSLSocket) context.getSocketFactory().createSocket(socket, host, socket.getPort(), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setProtocols(TlsRules.protocols());
    if (trust.verifiesHost()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    secure.setSSLParameters(parameters);
    return secure;
  }

  /** Makes engines for connections to one server. */
  public EngineSupplier engines(TlsEngine engine, String host, int port) {
    TlsEngine usable =
        identity.isPresent() ? engine.resolvedFor(identity.get()) : engine.resolved();
    SslContextBuilder builder =
        TlsRules.apply(SslContextBuilder.forClient())
            .sslProvider(usable.provider())
            .trustManager(trust.manager())
            .endpointIdentificationAlgorithm(trust.verifiesHost() ? "HTTPS" : null);
    identity.ifPresent(own -> builder.keyManager(own.key(), own.chain()));
    try {
      SslContext context = builder.build();
      return () -> context.newEngine(ByteBufAllocator.DEFAULT, host, port);
    } catch (SSLException | IllegalArgumentException e) {
      throw UserError.configuration("TLS cannot be used with these options: " + e.getMessage());
    }
  }

  /** Makes an engine in client mode for one connection. */
  @FunctionalInterface
  public interface EngineSupplier {
    SSLEngine newClientEngine();
  }

  private KeyManager @Nullable [] keyManagers() throws GeneralSecurityException, IOException {
    if (identity.isEmpty()) {
      return null;
    }
    TlsIdentity own = identity.get();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("own", own.key(), NO_PASSWORD, own.chain().toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }
}
