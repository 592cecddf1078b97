package dev.rollcall.security;

import java.util.Locale;

/** Whether a listener asks its clients for a certificate. */
public enum ClientAuth {
  /** Clients are not asked. */
  NONE(io.netty.handler.ssl.ClientAuth.NONE),
  /**
   * Clients are asked; one without a certificate is served, one with a wrong certificate is not.
   */
  WANT(io.netty.handler.ssl.ClientAuth.OPTIONAL),
  /** Clients without a certificate issued by the client authority are refused. */
  NEED(io.netty.handler.ssl.ClientAuth.REQUIRE);

  private final io.netty.handler.ssl.ClientAuth netty;

  ClientAuth(io.netty.handler.ssl.ClientAuth netty) {
    this.netty = netty;
  }

  /** The name as it is written in a configuration. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }

  io.netty.handler.ssl.ClientAuth netty() {
    return netty;
  }
}
