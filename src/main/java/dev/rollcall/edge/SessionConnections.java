package dev.rollcall.edge;

import java.net.InetSocketAddress;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** Connections whose protocol is a {@link Session}. */
record SessionConnections(Connection.Terms terms) implements Connections {

  @Override
  public Open open(ActorContext<?> parent, String name, Arrival arrival) {
    return new OfSession(parent.spawn(Connection.create(terms, arrival), name));
  }

  @Override
  public void bound(InetSocketAddress address) {
    terms.sessions().bound(address);
  }

  record OfSession(ActorRef<Connection.Command> actor) implements Open {
    @Override
    public void finish() {
      actor.tell(Connection.Finish.INSTANCE);
    }

    @Override
    public void abort() {
      actor.tell(Connection.Abort.INSTANCE);
    }
  }
}
