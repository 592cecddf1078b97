package dev.rollcall.edge.http;

import dev.rollcall.edge.ConnectionLimits;
import dev.rollcall.edge.Connections;
import dev.rollcall.edge.Incoming;
import dev.rollcall.edge.Limits;
import dev.rollcall.edge.ListenerSettings;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * The connections of an HTTP listener.
 *
 * @param handler answers every request, whatever it asks for
 */
public record HttpConnections(ListenerSettings listener, Limits limits, Handler handler)
    implements Connections {

  /** All that the handler is asked is counted. */
  public HttpConnections {
    handler = new RequestCounts(limits.meters().listener(listener.name())).around(handler);
  }

  @Override
  public Open open(
      ActorContext<?> parent,
      String name,
      Incoming incoming,
      ConnectionLimits.Admission admission,
      CompletableFuture<Done> slot) {
    return new OfHttp(parent.spawn(HttpConnection.create(this, incoming, admission, slot), name));
  }

  private record OfHttp(ActorRef<HttpConnection.Command> actor) implements Open {
    @Override
    public void finish() {
      actor.tell(HttpConnection.Finish.INSTANCE);
    }

    @Override
    public void abort() {
      actor.tell(HttpConnection.Abort.INSTANCE);
    }
  }
}
