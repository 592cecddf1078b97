package dev.rollcall.security;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A certificate chain, leaf first, and the private key that belongs to its leaf. Immutable.
 *
 * @param chain at least one certificate
 */
record TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
  /** Time enough to have a certificate renewed by hand. */
  private static final Duration EXPIRY_WARNING = Duration.ofDays(30);

  /**
   * Reads and checks both files.
   *
   * @throws dev.rollcall.base.UserError if one of them is unusable or they do not belong together
   */
  static TlsIdentity read(TlsFile certificate, TlsFile key) {
    List<X509Certificate> chain = PemReader.certificates(certificate);
    PrivateKey privateKey = PemReader.privateKey(key);
    if (!belongTogether(chain.get(0).getPublicKey(), privateKey)) {
      throw key.fault(
          "is not the key of the first certificate in "
              + certificate.path()
              + " ("
              + certificate.setting()
              + "); give the two files that were made together, the server's own certificate"
              + " first");
    }
    return new TlsIdentity(chain, privateKey);
  }

  X509Certificate leaf() {
    return chain.get(0);
  }

  /** What an administrator should know about the leaf's dates, if anything. */
  Optional<String> dateWarning(Instant now) {
    Instant from = leaf().getNotBefore().toInstant();
    Instant until = leaf().getNotAfter().toInstant();
    if (now.isBefore(from)) {
      return Optional.of("is not valid before " + from + ": clients will refuse it until then");
    }
    if (now.isAfter(until)) {
      return Optional.of("expired at " + until + ": clients will refuse it; renew it");
    }
    if (now.plus(EXPIRY_WARNING).isAfter(until)) {
      return Optional.of("expires at " + until + ": renew it before");
    }
    return Optional.empty();
  }

  /** Whether what the private key signs is verified by the public key. */
  static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey) {
    String algorithm = signatureAlgorithm(privateKey);
    byte[] sample = {1, 2, 3};
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(privateKey);
      signer.update(sample);
      byte[] signature = signer.sign();
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(publicKey);
      verifier.update(sample);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      // Keys of different kinds or lengths are refused rather than found wrong.
      return false;
    }
  }

  private static String signatureAlgorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }
}
