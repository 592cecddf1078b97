package dev.rollcall.edge.resp;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The clients that are connected now, on all listeners. Thread-safe. */
public final class Clients {
  private final Set<RespClient> connected = ConcurrentHashMap.newKeySet();

  void add(RespClient client) {
    connected.add(client);
  }

  void remove(RespClient client) {
    connected.remove(client);
  }

  /** Those who are connected, in the order in which they came. */
  List<RespClient> all() {
    return connected.stream().sorted(Comparator.comparingLong(RespClient::id)).toList();
  }

  /** The client of this number; null if it is not connected. */
  @Nullable RespClient find(long id) {
    return connected.stream().filter(client -> client.id() == id).findAny().orElse(null);
  }

  /** How many are connected. */
  int count() {
    return connected.size();
  }

  /** How many have a call that waits. */
  long blocked() {
    return connected.stream().filter(RespClient::blocked).count();
  }
}
