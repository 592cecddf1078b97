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

  /** This engine with {@link #AUTO} resolved to what this machine has. */
  public TlsEngine resolved() {
    return this == AUTO ? (OpenSsl.isAvailable() ? BORINGSSL : JDK) : this;
  }

  /**
   * Netty's name for it. Engines are the finalised kind: nothing in a stream releases
   * reference-counted ones.
   *
   * @throws UserError if BoringSSL was asked for and its native part does not load
   */
  SslProvider provider() {
    if (resolved() == JDK) {
      return SslProvider.JDK;
    }
    if (!OpenSsl.isAvailable()) {
      throw UserError.configuration(
          "rollcall.tls.engine = boringssl: its native part does not load here ("
              + OpenSsl.unavailabilityCause().getMessage()
              + "); use auto or jdk");
    }
    return SslProvider.OPENSSL;
  }
}
