package dev.rollcall.edge;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * A connection just accepted, with what it has of its listener's.
 *
 * @param admission its place among all connections, given back at its end
 * @param slot completed when another connection may be accepted in this one's stead
 */
public record Arrival(
    Incoming incoming, ConnectionLimits.Admission admission, CompletableFuture<Done> slot) {

  /** The client's address as it appears in logs. */
  public String client() {
    return name(incoming.peer());
  }

  static String name(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ':' + address.getPort();
  }

  /** Why the client may not stay; null if it may. */
  public @Nullable String refusal() {
    return admission.refusal();
  }

  /** The handshake is over: the next one may begin. */
  public void established() {
    slot.complete(Done.getInstance());
  }

  /**
   * Gives everything back once the socket is closed, which is seen to after a while.
   *
   * @param limit how long the client may take to let go of the socket
   */
  public void over(Duration limit, ActorSystem<?> system) {
    SocketEnd.await(
        incoming.socket(),
        limit,
        system,
        () -> {
          admission.release();
          established();
        });
  }
}
