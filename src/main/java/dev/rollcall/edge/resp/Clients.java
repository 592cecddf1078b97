package dev.rollcall.edge.resp;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The clients that are connected now, on all listeners. Thread-safe. */
public final class Clients {
  private final Set<RespClient> connected = ConcurrentHashMap.newKeySet();

  void add(RespClient client) {
    connected.add(client);
  }

  void remove(RespClient client) {
    connected.remove(client);
  }

  Collection<RespClient> all() {
    return connected;
  }
}
