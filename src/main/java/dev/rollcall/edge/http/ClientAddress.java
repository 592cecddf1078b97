package dev.rollcall.edge.http;

import dev.rollcall.security.Network;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * Tells who sent a request that may have come through proxies. Only what trusted proxies say
 * counts, read from the nearest on: everything beyond the first hop that is not trusted may be made
 * up. Immutable.
 */
final class ClientAddress {
  private final List<Network> trusted;

  /**
   * @param trusted where proxies are whose word counts
   */
  ClientAddress(List<Network> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  /** Whoever sent a request that {@code peer} has delivered. */
  Client of(HttpRequest request, InetAddress peer, boolean tls) {
    if (trusted.isEmpty() || !isTrusted(peer)) {
      return new Client(peer, tls);
    }
    return new Client(
        beyond(peer, values(request, "x-forwarded-for")),
        protocol(values(request, "x-forwarded-proto")).map("https"::equals).orElse(tls));
  }

  private static List<String> values(HttpRequest request, String name) {
    return java.util.stream.StreamSupport.stream(request.getHeaders().spliterator(), false)
        .filter(header -> header.is(name))
        .map(HttpHeader::value)
        .toList();
  }

  /**
   * The nearest hop that is not trusted; where a hop is illegible, the one that named it.
   *
   * @param fields the values of X-Forwarded-For, in their order
   */
  InetAddress beyond(InetAddress peer, List<String> fields) {
    InetAddress nearest = peer;
    String[] hops = String.join(",", fields).split(",", -1);
    for (int i = hops.length - 1; i >= 0 && isTrusted(nearest); i--) {
      String hop = hops[i].trim();
      if (!hop.isEmpty()) {
        Optional<InetAddress> address = Network.address(withoutPort(hop));
        if (address.isEmpty()) {
          return nearest;
        }
        nearest = address.get();
      }
    }
    return nearest;
  }

  /** {@code [address]:port}, {@code [address]}, {@code v4:port} or an address alone. */
  private static String withoutPort(String hop) {
    if (hop.startsWith("[")) {
      int end = hop.indexOf(']');
      return end < 0 || !hop.substring(end + 1).matches("(:[0-9]{1,5})?")
          ? ""
          : hop.substring(1, end);
    }
    int colon = hop.indexOf(':');
    return colon >= 0
            && colon == hop.lastIndexOf(':')
            && hop.substring(colon).matches(":[0-9]{1,5}")
        ? hop.substring(0, colon)
        : hop;
  }

  /** What the nearest proxy says. */
  private static Optional<String> protocol(List<String> fields) {
    String all = String.join(",", fields);
    String nearest = all.substring(all.lastIndexOf(',') + 1).trim();
    return Optional.of(nearest).filter(name -> name.equals("https") || name.equals("http"));
  }

  private boolean isTrusted(InetAddress address) {
    return trusted.stream().anyMatch(network -> network.contains(address));
  }
}
