package dev.rollcall.client;

import dev.rollcall.base.UserError;
import dev.rollcall.security.ClientTls;
import dev.rollcall.security.ServerTrust;
import dev.rollcall.security.TlsFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a server is and how it is reached. Immutable.
 *
 * @param ca PEM file with the authorities to trust in place of the system's
 * @param certificate PEM file with the client's own certificate, together with {@code key}
 * @param insecure whether any certificate is accepted, under any name
 * @param timeout how long connecting, and waiting for one answer, may take; 0 for ever
 */
public record ConnectionOptions(
    String host,
    int port,
    boolean tls,
    Optional<Path> ca,
    Optional<Path> certificate,
    Optional<Path> key,
    boolean insecure,
    Duration timeout) {
  public static final String DEFAULT_HOST = "127.0.0.1";
  public static final int DEFAULT_PORT = 44445;

  /** Where {@code serve} keeps the development authority when it runs in this directory. */
  private static final Path DEVELOPMENT_AUTHORITY = Path.of("data", "certs", "ca.crt");

  /** A server on this machine, with the listener's defaults. */
  public static ConnectionOptions defaults() {
    return new ConnectionOptions(
        DEFAULT_HOST,
        DEFAULT_PORT,
        true,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Duration.ofSeconds(10));
  }

  /** These options for another server. */
  public ConnectionOptions at(String otherHost, int otherPort) {
    return new ConnectionOptions(
        otherHost, otherPort, tls, ca, certificate, key, insecure, timeout);
  }

  /** These options trusting only the authorities of one file. */
  public ConnectionOptions trusting(Path authority) {
    return new ConnectionOptions(
        host, port, tls, Optional.of(authority), certificate, key, insecure, timeout);
  }

  /** These options without TLS. */
  public ConnectionOptions plain() {
    return new ConnectionOptions(host, port, false, ca, certificate, key, insecure, timeout);
  }

  /** These options with another limit for connecting and for one answer. */
  public ConnectionOptions within(Duration limit) {
    return new ConnectionOptions(host, port, tls, ca, certificate, key, insecure, limit);
  }

  /**
   * The client's side of TLS as these options have it.
   *
   * @throws UserError if a file is unusable
   */
  public ClientTls clientTls() {
    ClientTls tls = ClientTls.trusting(trust());
    if (certificate.isPresent() != key.isPresent()) {
      throw UserError.configuration("--cert and --key are given both or neither");
    }
    if (certificate.isEmpty()) {
      return tls;
    }
    return tls.showing(
        new TlsFile("--cert", certificate.get()), new TlsFile("--key", key.orElseThrow()));
  }

  /** Host and port as they are shown to users. */
  public String address() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }

  private ServerTrust trust() {
    if (insecure) {
      return ServerTrust.anyone();
    }
    if (ca.isPresent()) {
      return ServerTrust.authorities(new TlsFile("--ca", ca.get()));
    }
    if (isLoopback() && Files.isReadable(DEVELOPMENT_AUTHORITY)) {
      return ServerTrust.authoritiesOrSystem(new TlsFile("--ca", DEVELOPMENT_AUTHORITY));
    }
    return ServerTrust.system();
  }

  private boolean isLoopback() {
    InetAddress address = new InetSocketAddress(host, port).getAddress();
    return address != null && address.isLoopbackAddress();
  }
}
