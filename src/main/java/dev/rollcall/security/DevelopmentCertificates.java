package dev.rollcall.security;

import dev.rollcall.base.UserError;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * A directory with an authority of its own and the pairs it issued for one server and one client:
 * TLS without an operator's certificates. An authority that exists is used, never replaced, because
 * clients may already trust it. Not thread-safe; one process at a time may write a directory.
 */
public final class DevelopmentCertificates {
  /** Early enough that a server restarted once a month never shows an expired certificate. */
  private static final Duration RENEW_BEFORE = Duration.ofDays(30);

  private final Path directory;

  private DevelopmentCertificates(Path directory) {
    this.directory = directory;
  }

  /** The certificates of a directory, which need not exist yet. */
  public static DevelopmentCertificates in(Path directory) {
    return new DevelopmentCertificates(directory);
  }

  public Path authority() {
    return directory.resolve("ca.crt");
  }

  public Path authorityKey() {
    return directory.resolve("ca.key");
  }

  public Path serverCertificate() {
    return directory.resolve("server.crt");
  }

  public Path serverKey() {
    return directory.resolve("server.key");
  }

  public Path clientCertificate() {
    return directory.resolve("client.crt");
  }

  public Path clientKey() {
    return directory.resolve("client.key");
  }

  /**
   * Makes what is missing, about to expire or lacks one of {@code hosts}, and leaves the rest as it
   * is.
   *
   * @param hosts names and addresses of the server beyond those of loopback
   * @return the files written, in the order of writing; empty if all was in order
   * @throws UserError if the directory cannot be used, or holds an authority without which nothing
   *     can be issued
   */
  public List<Path> ensure(Collection<String> hosts) {
    return ensure(hosts, Instant.now());
  }

  List<Path> ensure(Collection<String> hosts, Instant now) {
    HostNames names = HostNames.loopback().and(HostNames.of(hosts));
    CertificateIssuer issuer = new CertificateIssuer(now);
    List<Path> written = new ArrayList<>();
    try {
      Files.createDirectories(directory);
      if (!Files.exists(authority())) {
        makeAuthority(issuer, written);
      }
      Leaf server =
          new Leaf(
              serverCertificate(), serverKey(), "rollcall-server", KeyPurposeId.id_kp_serverAuth);
      Leaf client =
          new Leaf(
              clientCertificate(), clientKey(), "rollcall-client", KeyPurposeId.id_kp_clientAuth);
      ensureLeaf(issuer, server, names, now, written);
      ensureLeaf(issuer, client, HostNames.none(), now, written);
    } catch (IOException e) {
      throw UserError.configuration(
          "certificates directory " + directory + ": cannot be written: " + reason(e));
    }
    return written;
  }

  /** One of the pairs that the authority issues. */
  private record Leaf(Path certificate, Path key, String commonName, KeyPurposeId purpose) {}

  private void makeAuthority(CertificateIssuer issuer, List<Path> written) throws IOException {
    if (Files.exists(authorityKey())) {
      throw file(authorityKey())
          .fault("is there without its ca.crt; bring that back, or delete it for a new authority");
    }
    TlsIdentity made = issuer.authority();
    write(made, authority(), authorityKey(), written);
  }

  private void ensureLeaf(
      CertificateIssuer issuer, Leaf leaf, HostNames names, Instant now, List<Path> written)
      throws IOException {
    X509Certificate authority = PemReader.certificates(file(authority())).get(0);
    HostNames all = names;
    if (Files.exists(leaf.certificate())) {
      X509Certificate existing = PemReader.certificates(file(leaf.certificate())).get(0);
      requireOurs(leaf, existing);
      if (isInOrder(existing, leaf, authority, names, now)) {
        return;
      }
      all = names.and(HostNames.in(existing));
    }
    requireLife(authority, now);
    if (!Files.exists(authorityKey())) {
      throw file(authorityKey())
          .fault("is missing, and without it " + leaf.certificate() + " cannot be issued");
    }
    TlsIdentity signer = TlsIdentity.read(file(authority()), file(authorityKey()));
    TlsIdentity made = issuer.leaf(signer, leaf.commonName(), leaf.purpose(), all);
    write(made, leaf.certificate(), leaf.key(), written);
  }

  private static void requireOurs(Leaf leaf, X509Certificate existing) {
    String issuer = existing.getIssuerX500Principal().getName();
    if (!issuer.contains("O=" + CertificateIssuer.ORGANIZATION)) {
      throw file(leaf.certificate())
          .fault(
              "was issued by "
                  + issuer
                  + ", so it is not replaced; move it away, or name another directory");
    }
  }

  private void requireLife(X509Certificate authority, Instant now) {
    Instant end = authority.getNotAfter().toInstant();
    if (now.plus(RENEW_BEFORE).isAfter(end)) {
      throw file(authority())
          .fault(
              "expires at "
                  + end
                  + "; delete ca.crt and ca.key for a new authority, and give its"
                  + " ca.crt to all clients");
    }
  }

  private static boolean isInOrder(
      X509Certificate leaf, Leaf files, X509Certificate authority, HostNames names, Instant now) {
    if (now.plus(RENEW_BEFORE).isAfter(leaf.getNotAfter().toInstant())
        || !HostNames.in(leaf).containsAll(names)
        || !Files.exists(files.key())) {
      return false;
    }
    try {
      leaf.verify(authority.getPublicKey());
    } catch (GeneralSecurityException e) {
      return false;
    }
    return TlsIdentity.belongTogether(leaf.getPublicKey(), PemReader.privateKey(file(files.key())));
  }

  /** Writes the key first: a certificate alone would look complete, a key alone does not. */
  private static void write(TlsIdentity identity, Path certificate, Path key, List<Path> written)
      throws IOException {
    writeFile(key, pem(new JcaPKCS8Generator(identity.key(), null)), "rw-------");
    writeFile(certificate, pem(new JcaMiscPEMGenerator(identity.leaf())), "rw-r--r--");
    written.add(certificate);
    written.add(key);
  }

  private static String pem(PemObjectGenerator content) throws IOException {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(content);
    }
    return text.toString();
  }

  /** Whoever reads the file sees the old content or the new, and a key is never readable by all. */
  private static void writeFile(Path file, String content, String mode) throws IOException {
    Path temporary =
        Files.createTempFile(file.toAbsolutePath().getParent(), ".new", null, attributes(mode));
    try {
      Files.write(temporary, content.getBytes(StandardCharsets.US_ASCII));
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static FileAttribute<?>[] attributes(String mode) {
    if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
    };
  }

  private static TlsFile file(Path path) {
    return new TlsFile("development certificate", path);
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + " " + e.getMessage();
  }
}
