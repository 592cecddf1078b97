package dev.rollcall.security;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Which servers a client trusts. Immutable and thread-safe. */
public final class ServerTrust {
  private final X509ExtendedTrustManager manager;
  private final boolean verifiesHost;

  private ServerTrust(X509ExtendedTrustManager manager, boolean verifiesHost) {
    this.manager = manager;
    this.verifiesHost = verifiesHost;
  }

  /** Servers with a certificate from the system's authorities. */
  public static ServerTrust system() {
    return new ServerTrust(manager(null), true);
  }

  /** Servers with a certificate from the authorities in one file, and no others. */
  public static ServerTrust authorities(TlsFile file) {
    return new ServerTrust(manager(PemReader.certificates(file)), true);
  }

  /** Servers with a certificate from the authorities in one file, or else from the system's. */
  public static ServerTrust authoritiesOrSystem(TlsFile file) {
    X509ExtendedTrustManager first = manager(PemReader.certificates(file));
    return new ServerTrust(new FirstOrSecondTrust(first, () -> manager(null)), true);
  }

  /** Any server, under any name: keeps listeners out, not a server that pretends to be another. */
  public static ServerTrust anyone() {
    return new ServerTrust(new TrustAnyone(), false);
  }

  X509ExtendedTrustManager manager() {
    return manager;
  }

  boolean verifiesHost() {
    return verifiesHost;
  }

  /** A trust manager for the given authorities, or for the system's if there are none. */
  private static X509ExtendedTrustManager manager(@Nullable List<X509Certificate> authorities) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(authorities == null ? null : store(authorities));
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager extended) {
          return extended;
        }
      }
      throw new IllegalStateException("the JDK has no X.509 trust manager");
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the JDK's trust manager cannot be used", e);
    }
  }

  private static KeyStore store(List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("authority" + i, authorities.get(i));
    }
    return store;
  }
}
