package dev.rollcall.security;

import dev.rollcall.base.ConfigReader;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The server's TLS material, as configured in {@code rollcall.tls}. Immutable; the files are read
 * by {@link TlsContext#server}.
 *
 * @param certificates where the development pair is kept, if it is used in place of own files
 * @param clientAuthority whose certificates clients may show
 */
public record TlsSettings(
    TlsFile certificate,
    TlsFile key,
    Optional<Path> certificates,
    Optional<TlsFile> clientAuthority,
    ClientAuth clientAuth,
    TlsEngine engine) {

  /**
   * Reads the block {@code rollcall.tls}.
   *
   * @param dataDirectory holds the development certificates, in {@code certs}
   */
  public static TlsSettings read(ConfigReader tls, Path dataDirectory) {
    String certificate = tls.text("certificate");
    String key = tls.text("key");
    String authority = tls.text("client-ca");
    ClientAuth clientAuth = tls.choice("client-auth", ClientAuth.class, ClientAuth::spelling);
    TlsEngine engine = tls.choice("engine", TlsEngine.class, TlsEngine::spelling);
    if (certificate.isEmpty() != key.isEmpty()) {
      tls.fault(
          certificate.isEmpty() ? "certificate" : "key",
          "\"\"",
          "certificate and key are given both, or neither for a development pair");
    }
    boolean development = certificate.isEmpty() && key.isEmpty();
    if (!development && clientAuth != ClientAuth.NONE && authority.isEmpty()) {
      tls.fault("client-ca", "\"\"", "is needed for client-auth = " + clientAuth.spelling());
    }
    if (development) {
      return development(
          dataDirectory.resolve("certs"), file(tls, "client-ca"), clientAuth, engine);
    }
    return new TlsSettings(
        file(tls, "certificate"),
        file(tls, "key"),
        Optional.empty(),
        authority.isEmpty() ? Optional.empty() : Optional.of(file(tls, "client-ca")),
        clientAuth,
        engine);
  }

  /** The development pair of a directory, which need not exist yet; clients are not asked. */
  public static TlsSettings development(Path certificates, TlsEngine engine) {
    return development(
        certificates, new TlsFile("rollcall.tls.client-ca", Path.of("")), ClientAuth.NONE, engine);
  }

  private static TlsSettings development(
      Path certificates, TlsFile clientAuthority, ClientAuth clientAuth, TlsEngine engine) {
    DevelopmentCertificates pair = DevelopmentCertificates.in(certificates);
    boolean own = !clientAuthority.path().toString().isEmpty();
    return new TlsSettings(
        new TlsFile("rollcall.tls.certificate", pair.serverCertificate()),
        new TlsFile("rollcall.tls.key", pair.serverKey()),
        Optional.of(certificates),
        Optional.of(
            own ? clientAuthority : new TlsFile(clientAuthority.setting(), pair.authority())),
        clientAuth,
        engine);
  }

  private static TlsFile file(ConfigReader tls, String name) {
    return new TlsFile(tls.key(name), tls.path(name));
  }
}
