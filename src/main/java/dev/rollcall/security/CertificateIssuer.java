package dev.rollcall.security;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes certificates on the curve P-256: an authority, and what it issues. Not thread-safe. */
final class CertificateIssuer {
  /** The organization in every name made here; tells these certificates from an operator's own. */
  static final String ORGANIZATION = "Rollcall development";

  private static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3650);

  /** With the hour before it, under the 398 days beyond which browsers refuse a certificate. */
  private static final Duration LEAF_VALIDITY = Duration.ofDays(396);

  /** Machines whose clocks are a little behind must accept a certificate made just now. */
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);

  /** RFC 5280 allows 20 octets, of which the first bit must be 0. */
  private static final int SERIAL_BITS = 159;

  private final Instant now;
  private final SecureRandom random = new SecureRandom();

  CertificateIssuer(Instant now) {
    this.now = now;
  }

  /** A new authority, signed by itself. */
  TlsIdentity authority() {
    try {
      KeyPair pair = newKeyPair();
      X500Principal name = name("Rollcall development authority");
      X509v3CertificateBuilder builder =
          builder(name, name, pair, now.plus(AUTHORITY_VALIDITY))
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      return new TlsIdentity(List.of(signed(builder, pair.getPrivate())), pair.getPrivate());
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException("cannot make a certificate authority", e);
    }
  }

  /**
   * A new key pair with a certificate issued by {@code authority}, which it does not outlive.
   *
   * @param names the hosts that may show it
   */
  TlsIdentity leaf(
      TlsIdentity authority, String commonName, KeyPurposeId purpose, HostNames names) {
    try {
      KeyPair pair = newKeyPair();
      X509Certificate issuer = authority.leaf();
      X509v3CertificateBuilder builder =
          builder(issuer.getSubjectX500Principal(), name(commonName), pair, leafEnd(issuer))
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuer))
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      if (!names.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName, false, new GeneralNames(names.generalNames()));
      }
      return new TlsIdentity(List.of(signed(builder, authority.key())), pair.getPrivate());
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException("cannot issue a certificate", e);
    }
  }

  private Instant leafEnd(X509Certificate issuer) {
    Instant end = now.plus(LEAF_VALIDITY);
    Instant authorityEnd = issuer.getNotAfter().toInstant();
    return end.isBefore(authorityEnd) ? end : authorityEnd;
  }

  private X509v3CertificateBuilder builder(
      X500Principal issuer, X500Principal subject, KeyPair pair, Instant end)
      throws GeneralSecurityException, CertIOException {
    return new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(SERIAL_BITS, random).setBit(0),
            Date.from(now.minus(CLOCK_SKEW)),
            Date.from(end),
            subject,
            pair.getPublic())
        .addExtension(
            Extension.subjectKeyIdentifier,
            false,
            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
  }

  private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
      throws OperatorCreationException, GeneralSecurityException {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
  }

  private KeyPair newKeyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private static X500Principal name(String commonName) {
    return new X500Principal("CN=" + commonName + ",O=" + ORGANIZATION);
  }
}
