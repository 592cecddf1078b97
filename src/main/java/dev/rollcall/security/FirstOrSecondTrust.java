package dev.rollcall.security;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts whom the first of two managers trusts, and else whom the second does. The second is made
 * when it is first needed: reading the system's authorities takes longer than a lookup.
 * Thread-safe.
 */
final class FirstOrSecondTrust extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager first;
  private final Supplier<X509ExtendedTrustManager> secondSupplier;
  private @Nullable X509ExtendedTrustManager second;

  FirstOrSecondTrust(
      X509ExtendedTrustManager first, Supplier<X509ExtendedTrustManager> secondSupplier) {
    this.first = first;
    this.secondSupplier = secondSupplier;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(manager -> manager.checkServerTrusted(chain, authType, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(manager -> manager.checkServerTrusted(chain, authType, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(manager -> manager.checkServerTrusted(chain, authType));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw clientsOnly();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw clientsOnly();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw clientsOnly();
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return first.getAcceptedIssuers();
  }

  private interface Check {
    void by(X509ExtendedTrustManager manager) throws CertificateException;
  }

  private void check(Check check) throws CertificateException {
    try {
      check.by(first);
    } catch (CertificateException e) {
      try {
        check.by(second());
      } catch (CertificateException secondFault) {
        // What the nearer authority says is what the user can do something about.
        e.addSuppressed(secondFault);
        throw e;
      }
    }
  }

  private synchronized X509ExtendedTrustManager second() {
    if (second == null) {
      second = secondSupplier.get();
    }
    return second;
  }

  private static CertificateException clientsOnly() {
    return new CertificateException("this trust is a client's");
  }
}
