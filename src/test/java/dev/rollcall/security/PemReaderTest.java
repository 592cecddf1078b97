package dev.rollcall.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rollcall.base.UserError;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptor;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemReaderTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void readsModernKeys(String algorithm) throws Exception {
    PrivateKey key = newKey(algorithm);
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(new JcaPKCS8Generator(key, null));
    }
    assertThat(text.toString()).startsWith("-----BEGIN PRIVATE KEY-----");
    assertThat(PemReader.privateKey(file(text.toString())).getEncoded())
        .isEqualTo(key.getEncoded());
  }

  @Test
  void readsTraditionalRsaKeyBehindOtherBlocks() throws Exception {
    PrivateKey key = newKey("RSA");
    String text = traditional(key, null);
    assertThat(text).startsWith("-----BEGIN RSA PRIVATE KEY-----");
    assertThat(PemReader.privateKey(file("heading\n" + ForeignCertificate.PEM + text)).getEncoded())
        .isEqualTo(key.getEncoded());
  }

  @Test
  void readsTraditionalEcKeyBehindItsParameters() throws Exception {
    PrivateKey key = newKey("EC");
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(
          new PemObject("EC PARAMETERS", SECObjectIdentifiers.secp256r1.getEncoded()));
      writer.writeObject(
          new PemObject(
              "EC PRIVATE KEY",
              new org.bouncycastle.asn1.sec.ECPrivateKey(
                      256, ((ECPrivateKey) key).getS(), SECObjectIdentifiers.secp256r1)
                  .getEncoded()));
    }
    PrivateKey read = PemReader.privateKey(file(text.toString()));
    assertThat(((ECPrivateKey) read).getS()).isEqualTo(((ECPrivateKey) key).getS());
  }

  @Test
  void tellsWhatToDoWithEncryptedKey() throws Exception {
    PEMEncryptor encryptor =
        new JcePEMEncryptorBuilder("AES-128-CBC")
            .setProvider(new BouncyCastleProvider())
            .build("secret".toCharArray());
    assertFault(traditional(newKey("EC"), encryptor), "is encrypted", "openssl pkey");
    assertFault(
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "damaged");
  }

  @Test
  void readsChainInItsOrderAndSkipsTextBetween() throws Exception {
    String text = "subject=x\n" + ForeignCertificate.PEM + "\nissuer=y\n" + ForeignCertificate.PEM;
    assertThat(PemReader.certificates(file(text))).hasSize(2);
    assertThat(PemReader.certificates(file(text.replace("\n", "\r\n")))).hasSize(2);
  }

  @Test
  void namesSettingAndFileOfEveryFault() throws Exception {
    assertFault("", "holds no PEM private key");
    assertFault("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "damaged");
    TlsFile certificate = file("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> PemReader.certificates(certificate))
        .withMessageContainingAll("a.setting = " + certificate.path(), "certificate 1", "damaged");
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> PemReader.certificates(file("\0\1\2 binary")))
        .withMessageContaining("-inform der");
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> PemReader.certificates(new TlsFile("a.setting", directory)))
        .withMessageContaining("is a directory");
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> PemReader.privateKey(new TlsFile("k", directory.resolve("none"))))
        .withMessage("k = " + directory.resolve("none") + ": no such file");
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> PemReader.privateKey(file("x".repeat(1 << 21))))
        .withMessageContaining("larger than 1 MiB");
  }

  private void assertFault(String text, String... parts) throws IOException {
    TlsFile file = file(text);
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> PemReader.privateKey(file))
        .withMessageContaining("a.setting = " + file.path())
        .withMessageContainingAll(parts);
  }

  private TlsFile file(String text) throws IOException {
    Path path = Files.createTempFile(directory, "file", ".pem");
    Files.writeString(path, text);
    return new TlsFile("a.setting", path);
  }

  private static String traditional(PrivateKey key, @Nullable PEMEncryptor encryptor)
      throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(new JcaMiscPEMGenerator(key, encryptor));
    }
    return text.toString();
  }

  private static PrivateKey newKey(String algorithm) throws Exception {
    return generator(algorithm).generateKeyPair().getPrivate();
  }

  private static KeyPairGenerator generator(String algorithm) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (algorithm.equals("EC")) {
      generator.initialize(new ECGenParameterSpec("secp256r1"));
    }
    return generator;
  }
}
