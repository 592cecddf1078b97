package dev.rollcall.security;

import dev.rollcall.base.UserError;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.util.Locale;

/** Which implementation of TLS is used. */
public enum TlsEngine {
  /** BoringSSL where its native part loads, else the JDK's. */
  AUTO,
  /** BoringSSL, compiled in; about half the processor time of the JDK's. */
  BORINGSSL,
  /** The JDK's own, in Java alone. */
  JDK;

  /** The name as it is written in a configuration. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * This engine with {@link #AUTO} resolved to what this machine has and the key works with.
   *
   * @throws UserError if BoringSSL was asked for and does not load, or has no use for such a key
   */
  TlsEngine resolvedFor(TlsIdentity identity) {
    String algorithm = identity.key().getAlgorithm();
    boolean anyEngine = algorithm.equals("RSA") || algorithm.equals("EC");
    if (this == BORINGSSL && !anyEngine) {
      throw UserError.configuration(
          "rollcall.tls.engine = boringssl: cannot use a key of kind "
              + algorithm
              + "; use an EC or RSA key, or auto or jdk");
    }
    return anyEngine ? resolved() : JDK;
  }

  /**
   * This engine with {@link #AUTO} resolved to what this machine has.
   *
   * @throws UserError if BoringSSL was asked for and its native part does not load
   */
  TlsEngine resolved() {
    if (this == BORINGSSL && !OpenSsl.isAvailable()) {
      throw UserError.configuration(
          "rollcall.tls.engine = boringssl: its native part does not load here ("
              + OpenSsl.unavailabilityCause().getMessage()
              + "); use auto or jdk");
    }
    return this != JDK && OpenSsl.isAvailable() ? BORINGSSL : JDK;
  }

  /**
   * Netty's name for a resolved engine. BoringSSL's are of the finalised kind: not everything that
   * runs them releases reference-counted ones.
   */
  SslProvider provider() {
    return this == BORINGSSL ? SslProvider.OPENSSL : SslProvider.JDK;
  }
}
