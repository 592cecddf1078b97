package dev.rollcall.app;

import java.net.InetSocketAddress;

/**
 * A bound listener, as standard output tells it: {@code listening NAME PROTOCOL tcp|tls ADDRESS}.
 */
public record Listening(String name, String protocol, boolean tls, InetSocketAddress address) {

  @Override
  public String toString() {
    // Where IPv6 is on, Java binds every address of both kinds through the one of IPv6.
    String host =
        address.getAddress().isAnyLocalAddress()
            ? "0.0.0.0"
            : address.getAddress().getHostAddress();
    return "listening %s %s %s %s:%d"
        .formatted(
            name,
            protocol,
            tls ? "tls" : "tcp",
            host.contains(":") ? "[" + host + "]" : host,
            address.getPort());
  }
}
