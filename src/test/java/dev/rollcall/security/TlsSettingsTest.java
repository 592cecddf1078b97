package dev.rollcall.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.rollcall.base.ConfigReader;
import dev.rollcall.base.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsSettingsTest {
  @TempDir Path directory;

  @Test
  void usesDevelopmentPairByDefault() {
    TlsSettings settings = read("", List.of());
    assertThat(settings.certificates()).contains(directory.resolve("certs"));
    assertThat(settings.certificate().path()).isEqualTo(directory.resolve("certs/server.crt"));
    assertThat(settings.clientAuth()).isEqualTo(ClientAuth.NONE);
    assertThat(settings.engine()).isEqualTo(TlsEngine.AUTO);
    TlsContext.check(settings);
    assertThat(directory).isEmptyDirectory();
    assertThat(TlsContext.server(settings).newServerEngine().getUseClientMode()).isFalse();
    assertThat(settings.key().path()).isRegularFile();
  }

  @Test
  void namesWhatIsWrong() {
    read(
        "key = k", List.of("rollcall.tls.certificate = \"\": certificate and key are given both,"));
    read(
        "client-auth = always",
        List.of("rollcall.tls.client-auth = always: must be one of need, none, want"));
    read("engine = x", List.of("rollcall.tls.engine = x: must be one of auto, boringssl, jdk"));
    read(
        "certificate = c, key = k, client-auth = need",
        List.of("rollcall.tls.client-ca = \"\": is needed for client-auth = need"));
  }

  @Test
  void refusesKeyOfAnotherCertificate() {
    DevelopmentCertificates files = DevelopmentCertificates.in(directory);
    files.ensure(List.of());
    TlsSettings settings =
        read(
            "certificate = \""
                + files.serverCertificate()
                + "\", key = \""
                + files.clientKey()
                + "\"",
            List.of());
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> TlsContext.check(settings))
        .withMessageContainingAll(
            "rollcall.tls.key = " + files.clientKey(), files.serverCertificate().toString());
  }

  @Test
  void usesEngineThatKnowsTheKey() throws Exception {
    DevelopmentCertificates files = DevelopmentCertificates.in(directory);
    files.ensure(List.of());
    TlsIdentity ec =
        TlsIdentity.read(
            new TlsFile("c", files.serverCertificate()), new TlsFile("k", files.serverKey()));
    TlsIdentity ed25519 =
        new TlsIdentity(
            ec.chain(), KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate());
    assertThat(TlsEngine.AUTO.resolvedFor(ec)).isEqualTo(TlsEngine.AUTO.resolved());
    assertThat(TlsEngine.JDK.resolvedFor(ec)).isEqualTo(TlsEngine.JDK);
    assertThat(TlsEngine.AUTO.resolvedFor(ed25519)).isEqualTo(TlsEngine.JDK);
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> TlsEngine.BORINGSSL.resolvedFor(ed25519))
        .withMessageContainingAll("rollcall.tls.engine = boringssl", "kind EdDSA");
  }

  @Test
  void warnsOfDatesThatClientsWillRefuse() {
    TlsIdentity identity = new CertificateIssuer(Instant.now()).authority();
    Instant end = identity.leaf().getNotAfter().toInstant();
    assertThat(identity.dateWarning(Instant.now())).isEmpty();
    assertThat(identity.dateWarning(end.plusSeconds(1)).orElseThrow()).startsWith("expired at");
    assertThat(identity.dateWarning(end.minusSeconds(60)).orElseThrow()).startsWith("expires at");
    assertThat(identity.dateWarning(Instant.EPOCH).orElseThrow()).startsWith("is not valid before");
  }

  @Test
  void namesFileThatIsMissing() throws Exception {
    Path certificate = Files.writeString(directory.resolve("c"), ForeignCertificate.PEM);
    TlsSettings settings = read("certificate = \"" + certificate + "\", key = /none", List.of());
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> TlsContext.server(settings))
        .withMessage("rollcall.tls.key = /none: no such file");
  }

  private TlsSettings read(String overrides, List<String> faults) {
    Config config =
        ConfigFactory.parseString("rollcall.tls {" + overrides + "}")
            .withFallback(ConfigFactory.parseResources("reference.conf"));
    ConfigReader reader = ConfigReader.at(config, "rollcall.tls");
    TlsSettings settings = TlsSettings.read(reader, directory);
    assertThat(reader.faults()).hasSameSizeAs(faults);
    for (int i = 0; i < faults.size(); i++) {
      assertThat(reader.faults().get(i)).startsWith(faults.get(i));
    }
    return settings;
  }
}
