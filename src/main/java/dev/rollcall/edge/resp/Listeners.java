package dev.rollcall.edge.resp;

import dev.rollcall.edge.ListenerSettings;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The listeners that speak RESP, of which INFO and CONFIG tell: as if they were one server.
 * Thread-safe.
 */
public final class Listeners {
  /** A listener and the address it is bound to. */
  private record Bound(ListenerSettings settings, InetSocketAddress address) {}

  private final SortedMap<String, Bound> listeners = new ConcurrentSkipListMap<>();

  void bound(ListenerSettings settings, InetSocketAddress address) {
    listeners.put(settings.name(), new Bound(settings, address));
  }

  /** Their names. */
  Collection<String> names() {
    return listeners.keySet();
  }

  /** The first port with TLS, or without; 0 if there is none. */
  int port(boolean tls) {
    return listeners.values().stream()
        .filter(listener -> listener.settings.tls() == tls)
        .map(listener -> listener.address.getPort())
        .findFirst()
        .orElse(0);
  }

  /** The addresses they are bound to, each once. */
  List<String> addresses() {
    return listeners.values().stream()
        .map(listener -> listener.address.getAddress().getHostAddress())
        .distinct()
        .toList();
  }

  /** The longest argument that any of them takes, in bytes. */
  long bulkBytesMax() {
    return listeners.values().stream()
        .mapToLong(listener -> listener.settings.frameBytesMax())
        .max()
        .orElse(0);
  }

  /**
   * The shortest time after which one of them closes an idle connection, in seconds; 0 for none.
   */
  long idleSeconds() {
    return listeners.values().stream()
        .mapToLong(listener -> listener.settings.idleTimeout().toSeconds())
        .filter(seconds -> seconds > 0)
        .min()
        .orElse(0);
  }

  /** The longest queue of connections that wait to be accepted. */
  int backlog() {
    return listeners.values().stream()
        .mapToInt(listener -> listener.settings.backlog())
        .max()
        .orElse(0);
  }
}
