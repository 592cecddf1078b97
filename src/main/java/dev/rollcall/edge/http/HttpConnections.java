package dev.rollcall.edge.http;

import dev.rollcall.edge.Arrival;
import dev.rollcall.edge.Connections;
import dev.rollcall.edge.Limits;
import dev.rollcall.edge.ListenerSettings;
import java.util.Optional;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.event.NoLogging;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.TLSPlacebo;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The connections of an HTTP listener. Thread-safe but for {@link #open}, which one actor calls.
 */
public final class HttpConnections implements Connections {
  /** TLS is the transport's. What a flow gives may be taken for something less precise. */
  @SuppressWarnings("unchecked")
  private static final BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed>
      PLAIN =
          (BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed>)
              (BidiFlow<?, ?, ?, ?, ?>) TLSPlacebo.getInstance();

  private final ListenerSettings listener;
  private final Limits limits;
  private final HttpSettings http;
  private final Faults faults;
  private final Handler handler;
  private final ClientAddress addresses;
  private final RequestMeters meters;
  private @Nullable BidiFlow<ByteString, HttpRequest, HttpResponse, ByteString, NotUsed> layer;

  /**
   * @param faults makes responses of errors, those of the handler and those found before it is
   *     asked
   * @param handler answers every request, whatever it asks for
   */
  public HttpConnections(
      ListenerSettings listener, Limits limits, HttpSettings http, Faults faults, Handler handler) {
    this.listener = listener;
    this.limits = limits;
    this.http = http;
    this.faults = faults;
    this.handler = handler;
    this.addresses = new ClientAddress(http.trustedProxies());
    this.meters = new RequestMeters(listener, limits.meters());
  }

  ListenerSettings listener() {
    return listener;
  }

  Limits limits() {
    return limits;
  }

  HttpSettings http() {
    return http;
  }

  Faults faults() {
    return faults;
  }

  Handler handler() {
    return handler;
  }

  RequestMeters meters() {
    return meters;
  }

  ClientAddress addresses() {
    return addresses;
  }

  /**
   * Pekko HTTP between bytes and requests, made once: it has tables of all the headers it knows. It
   * logs nothing, since all it has to say is about what clients did; {@link Answering} tells of
   * faults in responses.
   */
  BidiFlow<ByteString, HttpRequest, HttpResponse, ByteString, NotUsed> serverLayer(
      ActorSystem<?> system) {
    var made = layer;
    if (made == null) {
      made =
          Http.get(system)
              .serverLayer(
                  ServerSettings.create(system.classicSystem()),
                  Optional.empty(),
                  NoLogging.getInstance())
              .atop(PLAIN)
              .reversed();
      layer = made;
    }
    return made;
  }

  @Override
  public Open open(ActorContext<?> parent, String name, Arrival arrival) {
    return new OfHttp(parent.spawn(HttpConnection.create(this, arrival), name));
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
