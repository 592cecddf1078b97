package dev.rollcall.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/**
 * Reads certificates and private keys from PEM files: chains, keys in PKCS #8, PKCS #1 and SEC 1,
 * anything between the blocks skipped. Every failure is a {@link dev.rollcall.base.UserError} that
 * names setting and file.
 */
final class PemReader {
  /** Far more than any chain needs; keeps a wrong path from filling the memory. */
  private static final int FILE_BYTES_MAX = 1 << 20;

  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]*)-----END CERTIFICATE-----");

  private static final Map<String, String> KEY_ALGORITHMS =
      Map.of(
          "1.2.840.113549.1.1.1", "RSA",
          "1.2.840.113549.1.1.10", "RSASSA-PSS",
          "1.2.840.10045.2.1", "EC",
          "1.3.101.112", "Ed25519");

  private PemReader() {}

  /** The certificates of a file, in its order; at least one. */
  static List<X509Certificate> certificates(TlsFile file) {
    Matcher blocks = CERTIFICATE.matcher(text(file));
    List<X509Certificate> certificates = new ArrayList<>();
    while (blocks.find()) {
      certificates.add(certificate(file, blocks.group(1), certificates.size() + 1));
    }
    if (certificates.isEmpty()) {
      throw file.fault(
          "holds no PEM certificate (-----BEGIN CERTIFICATE-----); a DER file is converted by"
              + " openssl x509 -inform der");
    }
    return certificates;
  }

  /** The first private key of a file. */
  static PrivateKey privateKey(TlsFile file) {
    PrivateKeyInfo info = privateKeyInfo(file);
    String identifier = info.getPrivateKeyAlgorithm().getAlgorithm().getId();
    String algorithm = KEY_ALGORITHMS.get(identifier);
    if (algorithm == null) {
      throw file.fault("is a key of a kind not supported here; use RSA, EC or Ed25519");
    }
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
    } catch (GeneralSecurityException | IOException e) {
      throw file.fault("holds a damaged or unsupported " + algorithm + " key: " + e.getMessage());
    }
  }

  private static X509Certificate certificate(TlsFile file, String base64, int number) {
    try {
      byte[] der = Base64.getMimeDecoder().decode(base64);
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException | IllegalArgumentException e) {
      throw file.fault("certificate " + number + " in it is damaged: " + e.getMessage());
    }
  }

  private static PrivateKeyInfo privateKeyInfo(TlsFile file) {
    try (PEMParser parser = new PEMParser(new StringReader(text(file)))) {
      for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
        if (block instanceof PrivateKeyInfo info) {
          return info;
        }
        if (block instanceof PEMKeyPair pair) {
          return pair.getPrivateKeyInfo();
        }
        if (block instanceof PKCS8EncryptedPrivateKeyInfo || block instanceof PEMEncryptedKeyPair) {
          throw file.fault(
              "is encrypted, and nobody could type its password at a restart; write it plain with"
                  + " openssl pkey -in FILE -out PLAIN, mode 0600");
        }
      }
    } catch (IOException e) {
      throw file.fault("holds a damaged PEM block: " + e.getMessage());
    }
    throw file.fault("holds no PEM private key (-----BEGIN PRIVATE KEY-----)");
  }

  private static String text(TlsFile file) {
    if (Files.isDirectory(file.path())) {
      throw file.fault("is a directory; name a PEM file");
    }
    try (InputStream in = Files.newInputStream(file.path())) {
      byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
      if (bytes.length > FILE_BYTES_MAX) {
        throw file.fault("is larger than 1 MiB, so hardly a PEM file");
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw file.fault("no such file");
    } catch (AccessDeniedException e) {
      throw file.fault(
          "may not be read by user " + System.getProperty("user.name") + "; check its mode");
    } catch (IOException e) {
      throw file.fault("cannot be read: " + e.getMessage());
    }
  }
}
