package dev.rollcall.edge.http.api;

import dev.rollcall.broadcast.Page;
import dev.rollcall.broadcast.Topics;
import dev.rollcall.edge.http.Exchange;
import dev.rollcall.edge.http.Handler;
import dev.rollcall.edge.http.WebSockets;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Follows a topic over a WebSocket (RFC 6455): each message is one text frame of JSON. What the
 * client sends is read and dropped, for the protocol's own frames come between it. Thread-safe.
 */
final class TopicSocket implements Handler {
  private final Topics topics;
  private final ActorSystem<?> system;

  TopicSocket(ActorSystem<?> system, Topics topics) {
    this.system = system;
    this.topics = topics;
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    WebSocketUpgrade upgrade =
        WebSockets.upgrade(
            exchange,
            "This address speaks WebSocket, version 13. Without it, /api/topics/TOPIC/follow has the"
                + " same as server-sent events.");
    return Follow.of(topics, exchange, Parameters.from(exchange))
        .thenApply(follow -> upgrade.handleMessagesWith(conversation(follow)));
  }

  /** When either side ends so does the other. */
  private Flow<Message, Message, NotUsed> conversation(Follow follow) {
    Source<Message, NotUsed> messages = follow.pages().mapConcat(TopicSocket::frames);
    return Flow.fromSinkAndSourceCoupled(WebSockets.dropping(system), messages);
  }

  private static Iterable<Message> frames(Page page) {
    return new TextFrames(page);
  }
}
