package dev.rollcall.edge.http.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.broadcast.TopicDescription;
import dev.rollcall.broadcast.Topics;
import dev.rollcall.edge.http.Exchange;
import dev.rollcall.edge.http.Route;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** The message log: names, how a topic stands, appending, history, following. Thread-safe. */
final class TopicRoutes {
  private static final int COUNT = 100;

  /** More are asked for page by page, so that a client may stop between them. */
  private static final int COUNT_MAX = 10_000;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Topics topics;
  private final Append append;
  private final EventStream eventStream;
  private final TopicSocket socket;

  TopicRoutes(ActorSystem<?> system, Topics topics, Bodies bodies) {
    this.topics = topics;
    this.append = new Append(topics, bodies);
    this.eventStream = new EventStream(topics, EventStream.HEARTBEAT);
    this.socket = new TopicSocket(system, topics);
  }

  List<Route> routes() {
    String topic = "/api/topics/{topic}";
    return List.of(
        new Route(HttpMethods.GET, "/api/topics", this::names),
        new Route(HttpMethods.GET, topic, this::history),
        new Route(HttpMethods.POST, topic, append),
        new Route(HttpMethods.GET, topic + "/info", this::info),
        new Route(HttpMethods.GET, topic + "/follow", eventStream),
        new Route(HttpMethods.GET, "/ws/topics/{topic}", socket));
  }

  private CompletionStage<HttpResponse> names(Exchange exchange) {
    return topics
        .names()
        .thenApply(
            names -> {
              ObjectNode all = JSON.objectNode();
              ArrayNode list = all.putArray("topics");
              names.forEach(list::add);
              return Answer.json(all);
            });
  }

  private CompletionStage<HttpResponse> info(Exchange exchange) {
    String topic = Parameters.topic(exchange);
    return topics.describe(topic).thenApply(described -> Answer.json(json(topic, described)));
  }

  private static ObjectNode json(String topic, TopicDescription described) {
    return JSON.objectNode()
        .put("name", topic)
        .put("count", described.count())
        .put("bytes", described.bytes())
        .put("trimmedTo", described.trimmedTo().toString())
        .put("last", described.last().toString());
  }

  private CompletionStage<HttpResponse> history(Exchange exchange) {
    String topic = Parameters.topic(exchange);
    Optional<MessageId> from = Parameters.from(exchange);
    int count = Parameters.count(exchange, COUNT, COUNT_MAX);
    History history =
        Parameters.flag(exchange, "reverse")
            ? History.backwards(topics, topic, from.orElse(MessageId.MAX), count)
            : History.forwards(topics, topic, from, count);
    return history.response();
  }
}
