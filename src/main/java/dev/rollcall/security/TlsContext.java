package dev.rollcall.security;

import dev.rollcall.base.MeterNames;
import dev.rollcall.base.UserError;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's side of TLS: certificate, key and rules read once, and an engine for every connection.
 * TLS 1.3 and 1.2 only. Thread-safe. The client's side is {@link ClientTls}.
 */
public final class TlsContext implements MeterBinder {
  private static final Logger LOG = LoggerFactory.getLogger(TlsContext.class);

  static {
    // A renegotiation costs the server far more than the client that asks for it. BoringSSL refuses
    // them anyway; the JDK reads this property at its first handshake.
    if (System.getProperty("jdk.tls.rejectClientInitiatedRenegotiation") == null) {
      System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }
  }

  private final SslContext context;
  private final TlsEngine engine;
  private final TlsFile certificate;
  private final Instant expiry;

  private TlsContext(
      SslContext context, TlsEngine engine, TlsFile certificate, TlsIdentity identity) {
    this.context = context;
    this.engine = engine;
    this.certificate = certificate;
    this.expiry = identity.leaf().getNotAfter().toInstant();
  }

  /**
   * Reads the files of {@code settings}. A development pair that is missing or about to expire is
   * made first.
   *
   * @throws UserError if a file is missing, unreadable or unusable, or certificate and key do not
   *     belong together; it names the configuration key and the file
   */
  public static TlsContext server(TlsSettings settings) {
    settings
        .certificates()
        .ifPresent(directory -> DevelopmentCertificates.in(directory).ensure(List.of()));
    TlsIdentity identity = TlsIdentity.read(settings.certificate(), settings.key());
    identity
        .dateWarning(Instant.now())
        .ifPresent(
            warning ->
                LOG.warn(
                    "{} = {} {}",
                    settings.certificate().setting(),
                    settings.certificate().path(),
                    warning));
    TlsEngine engine = settings.engine().resolvedFor(identity);
    return new TlsContext(
        build(settings, identity, engine), engine, settings.certificate(), identity);
  }

  /**
   * Checks the files of {@code settings} without making any.
   *
   * @throws UserError as {@link #server}
   */
  public static void check(TlsSettings settings) {
    if (settings.certificates().isEmpty()) {
      TlsIdentity identity = TlsIdentity.read(settings.certificate(), settings.key());
      build(settings, identity, settings.engine().resolvedFor(identity));
    }
  }

  /** A new engine for one connection, in server mode; collected when it is not used any more. */
  public SSLEngine newServerEngine() {
    return context.newEngine(ByteBufAllocator.DEFAULT);
  }

  /** The implementation in use; never {@link TlsEngine#AUTO}. */
  public TlsEngine engine() {
    return engine;
  }

  /** Registers when the served certificate expires. */
  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder(MeterNames.CERTIFICATE_EXPIRY, expiry::getEpochSecond)
        .description("When the certificate expires, in seconds since 1970")
        .baseUnit(MeterNames.SECONDS)
        .tag(MeterNames.CERTIFICATE, String.valueOf(certificate.path().getFileName()))
        .register(registry);
  }

  private static SslContext build(TlsSettings settings, TlsIdentity identity, TlsEngine engine) {
    SslContextBuilder builder =
        TlsRules.apply(SslContextBuilder.forServer(identity.key(), identity.chain()))
            .sslProvider(engine.provider());
    if (settings.clientAuth() != ClientAuth.NONE) {
      builder.clientAuth(settings.clientAuth().netty());
      settings
          .clientAuthority()
          .ifPresent(authority -> builder.trustManager(PemReader.certificates(authority)));
    }
    try {
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw settings.certificate().fault("cannot be used for TLS: " + e.getMessage());
    }
  }
}
