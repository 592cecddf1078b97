package dev.rollcall.edge.http.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rollcall.broadcast.AppendKey;
import dev.rollcall.broadcast.Appended;
import dev.rollcall.broadcast.Message;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.broadcast.Page;
import dev.rollcall.broadcast.Topics;
import dev.rollcall.edge.http.Exchange;
import dev.rollcall.edge.http.Fault;
import dev.rollcall.edge.http.Handler;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.jspecify.annotations.Nullable;

/** Appends a request's body to a topic, once for each {@link IdempotencyKey}. Thread-safe. */
final class Append implements Handler {
  /** As long as a frame of the line protocols may be: each has to be able to show it. */
  private static final long MESSAGE_BYTES_MAX = 1 << 20;

  private final Topics topics;
  private final Bodies bodies;

  Append(Topics topics, Bodies bodies) {
    this.topics = topics;
    this.bodies = bodies;
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    String topic = Parameters.topic(exchange);
    Bodies.Type type = Bodies.type(exchange);
    AppendKey key = IdempotencyKey.of(exchange).orElse(null);
    return bodies
        .read(exchange, MESSAGE_BYTES_MAX)
        .thenCompose(body -> append(topic, key, MessageBody.read(type, body)))
        .thenApply(
            id -> Answer.json(JsonNodeFactory.instance.objectNode().put("id", id.toString())));
  }

  private CompletionStage<MessageId> append(
      String topic, @Nullable AppendKey key, Message message) {
    long asked = System.currentTimeMillis();
    return topics
        .append(topic, key, List.of(message))
        .thenCompose(
            appended ->
                key != null && appended.first().millis() <= asked
                    ? checked(topic, appended, message)
                    : CompletableFuture.completedFuture(appended.first()));
  }

  /** An ID from before the request is that of an earlier one, which has to have said the same. */
  private CompletionStage<MessageId> checked(String topic, Appended appended, Message message) {
    MessageId id = appended.first();
    return topics
        .readBackwards(topic, id.plus(1), id, 1, 1)
        .thenApply(
            page -> {
              if (page.entries().stream().anyMatch(entry -> isAnother(entry, id, message))) {
                throw new Fault(
                    StatusCodes.UNPROCESSABLE_CONTENT,
                    "This Idempotency-Key stands for another message, "
                        + id
                        + "; nothing was appended. Take a new key for each message.");
              }
              return id;
            });
  }

  private static boolean isAnother(Page.Entry entry, MessageId id, Message message) {
    return entry.id().equals(id)
        && !Arrays.deepEquals(entry.message().fields().toArray(), message.fields().toArray());
  }
}
