package dev.rollcall.edge;

import java.net.InetSocketAddress;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** Starts the connections of one listener, in its protocol. Thread-safe. */
public interface Connections {

  /**
   * Starts the actor that owns a connection just accepted.
   *
   * @param parent the listener
   * @param name the actor's
   */
  Open open(ActorContext<?> parent, String name, Arrival arrival);

  /** The listener is bound to this address. */
  default void bound(InetSocketAddress address) {}

  /** Connections whose protocol is a {@link Session}. */
  static Connections ofSessions(
      ListenerSettings listener, Limits limits, Session.Factory sessions) {
    return new SessionConnections(new Connection.Terms(listener, limits, sessions));
  }

  /** A connection, as its listener knows it. */
  interface Open {
    /** Ends when the connection is over. */
    ActorRef<?> actor();

    /** Answer what was received, take leave, close. */
    void finish();

    /** Reset the connection. */
    void abort();
  }
}
