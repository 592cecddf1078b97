package dev.rollcall.edge;

import java.net.InetSocketAddress;

/**
 * The client at the other end, as a session sees it. Thread-safe.
 *
 * @param address where it connects from
 * @param wake asks for {@link Session#live}; may be run at any time on any thread, returns at once
 * @param abort resets the connection; likewise
 */
public record Peer(InetSocketAddress address, Runnable wake, Runnable abort) {

  /** The address as it appears in logs. */
  public String name() {
    return Arrival.name(address);
  }
}
