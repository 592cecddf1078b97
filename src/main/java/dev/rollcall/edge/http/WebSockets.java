package dev.rollcall.edge.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;

/** What addresses that speak WebSocket (RFC 6455) and only ever tell have in common. */
public final class WebSockets {
  /** Nobody has a reason to send more. */
  private static final long RECEIVED_BYTES_MAX = 256 << 10;

  private WebSockets() {}

  /**
   * The way to WebSocket.
   *
   * @param otherwise what to tell a client that did not ask for it, with 426
   */
  public static WebSocketUpgrade upgrade(Exchange exchange, String otherwise) {
    return exchange
        .request()
        .getAttribute(AttributeKeys.webSocketUpgrade)
        .orElseThrow(
            () ->
                new Fault(
                    StatusCodes.UPGRADE_REQUIRED,
                    otherwise,
                    RawHeader.create("Upgrade", "websocket"),
                    RawHeader.create("Sec-WebSocket-Version", "13")));
  }

  /** Takes what the client sends, for the protocol's own frames come between it, and drops it. */
  public static Sink<Message, NotUsed> dropping(ActorSystem<?> system) {
    return Flow.of(Message.class).mapAsync(1, message -> drop(message, system)).to(Sink.ignore());
  }

  private static CompletionStage<Done> drop(Message message, ActorSystem<?> system) {
    if (message.isStrict()) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }
    return message.isText()
        ? message
            .asTextMessage()
            .getStreamedText()
            .limitWeighted(RECEIVED_BYTES_MAX, part -> (long) part.length())
            .runWith(Sink.ignore(), system)
        : message
            .asBinaryMessage()
            .getStreamedData()
            .limitWeighted(RECEIVED_BYTES_MAX, part -> (long) part.size())
            .runWith(Sink.ignore(), system);
  }
}
