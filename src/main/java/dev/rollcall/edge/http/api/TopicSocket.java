package dev.rollcall.edge.http.api;

import dev.rollcall.broadcast.Page;
import dev.rollcall.broadcast.Topics;
import dev.rollcall.edge.http.Exchange;
import dev.rollcall.edge.http.Fault;
import dev.rollcall.edge.http.Handler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.ws.BinaryMessage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Follows a topic over a WebSocket (RFC 6455): each message is one text frame of JSON. What the
 * client sends is read and dropped, for the protocol's own frames come between it. Thread-safe.
 */
final class TopicSocket implements Handler {
  /** Nobody has a reason to send more. */
  private static final long RECEIVED_BYTES_MAX = 256 << 10;

  private final Topics topics;
  private final ActorSystem<?> system;

  TopicSocket(ActorSystem<?> system, Topics topics) {
    this.system = system;
    this.topics = topics;
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    WebSocketUpgrade upgrade =
        exchange
            .request()
            .getAttribute(AttributeKeys.webSocketUpgrade)
            .orElseThrow(TopicSocket::upgradeRequired);
    return Follow.of(topics, exchange, Parameters.from(exchange))
        .thenApply(follow -> upgrade.handleMessagesWith(conversation(follow)));
  }

  private static Fault upgradeRequired() {
    return new Fault(
        StatusCodes.UPGRADE_REQUIRED,
        "This address speaks WebSocket, version 13. Without it, /api/topics/TOPIC/follow has the"
            + " same as server-sent events.",
        RawHeader.create("Upgrade", "websocket"),
        RawHeader.create("Sec-WebSocket-Version", "13"));
  }

  /** When either side ends so does the other. */
  private Flow<Message, Message, NotUsed> conversation(Follow follow) {
    Source<Message, NotUsed> messages = follow.pages().mapConcat(TopicSocket::frames);
    return Flow.fromSinkAndSourceCoupled(
        Flow.of(Message.class).mapAsync(1, this::drop).to(Sink.ignore()), messages);
  }

  private static Iterable<Message> frames(Page page) {
    return new TextFrames(page);
  }

  private CompletionStage<Done> drop(Message message) {
    if (message.isStrict()) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }
    if (message instanceof BinaryMessage binary) {
      return binary
          .getStreamedData()
          .limitWeighted(RECEIVED_BYTES_MAX, part -> (long) part.size())
          .runWith(Sink.ignore(), system);
    }
    return message
        .asTextMessage()
        .getStreamedText()
        .limitWeighted(RECEIVED_BYTES_MAX, part -> (long) part.length())
        .runWith(Sink.ignore(), system);
  }
}
