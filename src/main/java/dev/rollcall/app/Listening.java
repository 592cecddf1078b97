package dev.rollcall.app;

import java.net.InetSocketAddress;

/**
 * A bound listener, as standard output tells it: {@code listening NAME PROTOCOL tcp|tls ADDRESS}.
 */
public record Listening(String name, String protocol, boolean tls, InetSocketAddress address) {

  @Override
  public String toString() {
    String host = address.getAddress().getHostAddress();
    return "listening %s %s %s %s:%d"
        .formatted(
            name,
            protocol,
            tls ? "tls" : "tcp",
            host.contains(":") ? "[" + host + "]" : host,
            address.getPort());
  }
}
