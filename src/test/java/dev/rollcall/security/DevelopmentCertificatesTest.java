package dev.rollcall.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rollcall.base.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentCertificatesTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  @TempDir Path directory;

  @Test
  void makesAuthorityAndBothPairs() {
    DevelopmentCertificates files = DevelopmentCertificates.in(directory.resolve("new/certs"));
    assertThat(files.ensure(List.of()))
        .containsExactly(
            files.authority(),
            files.authorityKey(),
            files.serverCertificate(),
            files.serverKey(),
            files.clientCertificate(),
            files.clientKey())
        .allMatch(Files::isRegularFile);
    assertThat(files.authority().getParent()).isDirectoryNotContaining("glob:**.new*");
  }

  @Test
  void issuesServerCertificateForLoopbackAndGivenHosts() throws Exception {
    DevelopmentCertificates files = DevelopmentCertificates.in(directory);
    files.ensure(List.of("Lists.Example.org", "10.0.0.7", "bücher.example"));
    X509Certificate server = read(files.serverCertificate());
    server.verify(read(files.authority()).getPublicKey());
    assertThat(HostNames.in(server))
        .hasToString(
            "0:0:0:0:0:0:0:1, 10.0.0.7, 127.0.0.1, lists.example.org, localhost,"
                + " xn--bcher-kva.example");
    assertThat(server.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(server.getBasicConstraints()).isEqualTo(-1);
    assertThat(read(files.clientCertificate()).getExtendedKeyUsage())
        .containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(read(files.authority()).getBasicConstraints()).isZero();
  }

  @Test
  void keepsLeafValidityWithinWhatClientsAccept() {
    DevelopmentCertificates files = DevelopmentCertificates.in(directory);
    files.ensure(List.of());
    X509Certificate server = read(files.serverCertificate());
    assertThat(
            Duration.between(server.getNotBefore().toInstant(), server.getNotAfter().toInstant()))
        .isLessThanOrEqualTo(Duration.ofDays(397));
    assertThat(server.getNotBefore().toInstant()).isBefore(Instant.now());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void keepsKeysFromOtherUsers() throws IOException {
    DevelopmentCertificates files = DevelopmentCertificates.in(directory);
    files.ensure(List.of());
    for (Path key : List.of(files.authorityKey(), files.serverKey(), files.clientKey())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void leavesEverythingThatIsInOrder() throws IOException {
    DevelopmentCertificates files = DevelopmentCertificates.in(directory);
    files.ensure(List.of("a.example"));
    byte[] before = Files.readAllBytes(files.serverCertificate());
    assertThat(files.ensure(List.of("a.example"))).isEmpty();
    assertThat(files.ensure(List.of())).isEmpty();
    assertThat(Files.readAllBytes(files.serverCertificate())).isEqualTo(before);
  }

  @Test
  void issuesNewPairFromSameAuthorityForAnotherHost() throws Exception {
    DevelopmentCertificates files = DevelopmentCertificates.in(directory);
    files.ensure(List.of("a.example"));
    byte[] authority = Files.readAllBytes(files.authority());
    assertThat(files.ensure(List.of("b.example")))
        .containsExactly(files.serverCertificate(), files.serverKey());
    assertThat(Files.readAllBytes(files.authority())).isEqualTo(authority);
    assertThat(HostNames.in(read(files.serverCertificate())).toString())
        .contains("a.example", "b.example");
    read(files.serverCertificate()).verify(read(files.authority()).getPublicKey());
  }

  @Test
  void renewsPairsShortlyBeforeTheyExpire() {
    DevelopmentCertificates files = DevelopmentCertificates.in(directory);
    files.ensure(List.of(), NOW);
    assertThat(files.ensure(List.of(), NOW.plus(Duration.ofDays(360)))).isEmpty();
    assertThat(files.ensure(List.of(), NOW.plus(Duration.ofDays(370))))
        .contains(files.serverCertificate(), files.clientCertificate())
        .doesNotContain(files.authority());
    assertThat(read(files.serverCertificate()).getNotAfter().toInstant())
        .isAfter(NOW.plus(Duration.ofDays(700)));
  }

  @Test
  void refusesToIssueFromAuthorityAboutToExpire() {
    DevelopmentCertificates files = DevelopmentCertificates.in(directory);
    files.ensure(List.of(), NOW);
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> files.ensure(List.of(), NOW.plus(Duration.ofDays(3640))))
        .withMessageContainingAll(files.authority().toString(), "delete ca.crt and ca.key");
  }

  @Test
  void reissuesPairWhoseKeyBelongsToAnother() throws IOException {
    DevelopmentCertificates files = DevelopmentCertificates.in(directory);
    files.ensure(List.of());
    Files.copy(files.clientKey(), files.serverKey(), StandardCopyOption.REPLACE_EXISTING);
    assertThat(files.ensure(List.of()))
        .containsExactly(files.serverCertificate(), files.serverKey());
    assertThat(files.ensure(List.of())).isEmpty();
  }

  @Test
  void reissuesPairsOfDeletedAuthority() throws Exception {
    DevelopmentCertificates files = DevelopmentCertificates.in(directory);
    files.ensure(List.of());
    Files.delete(files.authority());
    Files.delete(files.authorityKey());
    assertThat(files.ensure(List.of())).hasSize(6);
    read(files.serverCertificate()).verify(read(files.authority()).getPublicKey());
  }

  @Test
  void refusesToReplaceAuthorityOfWhichHalfIsMissing() throws IOException {
    DevelopmentCertificates files = DevelopmentCertificates.in(directory);
    files.ensure(List.of());
    Files.delete(files.authority());
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> files.ensure(List.of()))
        .withMessageContaining("ca.key");
  }

  @Test
  void servesWithoutAuthorityKeyUntilSomethingMustBeIssued() throws IOException {
    DevelopmentCertificates files = DevelopmentCertificates.in(directory);
    files.ensure(List.of());
    Files.delete(files.authorityKey());
    assertThat(files.ensure(List.of())).isEmpty();
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> files.ensure(List.of("new.example")))
        .withMessageContainingAll("ca.key", "is missing");
  }

  @Test
  void refusesToReplaceCertificateOfAnotherIssuer() throws IOException {
    DevelopmentCertificates files = DevelopmentCertificates.in(directory);
    Files.writeString(files.serverCertificate(), ForeignCertificate.PEM);
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> files.ensure(List.of()))
        .withMessageContainingAll(files.serverCertificate().toString(), "Somebody Else");
    assertThat(files.serverCertificate()).hasContent(ForeignCertificate.PEM);
  }

  @Test
  void namesDirectoryThatCannotBeWritten() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> DevelopmentCertificates.in(file).ensure(List.of()))
        .withMessageContaining(file.toString());
  }

  @Test
  void rejectsWhatIsNoHost() {
    for (String host : List.of("", "two words", "a..b", "-x", "1.2.3.4.5/8", "x\ny")) {
      assertThatExceptionOfType(UserError.class)
          .isThrownBy(() -> DevelopmentCertificates.in(directory).ensure(List.of(host)))
          .withMessageContaining("neither a host name nor an IP address");
    }
  }

  private static X509Certificate read(Path path) {
    return PemReader.certificates(new TlsFile("test", path)).get(0);
  }
}
