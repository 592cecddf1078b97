package dev.rollcall.edge.http.dashboard;

import dev.rollcall.edge.http.Exchange;
import dev.rollcall.edge.http.Handler;
import dev.rollcall.edge.http.WebSockets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceQueueWithComplete;

/**
 * The WebSocket {@code /ws/dashboard}: a text message each second, a {@link Snapshot} of the node.
 * A viewer that does not read misses snapshots and gets the newest when it reads again. When the
 * server stops, the last message is {@code {"stopping":true}}. What a viewer says is ignored.
 */
final class Feed implements Handler {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final ActorRef<Viewers.Command> viewers;
  private final ActorSystem<?> system;

  /**
   * @param parts what is shown
   */
  Feed(ActorSystem<?> system, List<Part> parts) {
    this(system, new Snapshot(parts, Clock.systemUTC()), INTERVAL);
  }

  /** Meters are foreign code: taking a snapshot must not hold up those who serve. */
  Feed(ActorSystem<?> system, Supplier<String> snapshot, Duration interval) {
    this.viewers =
        system.systemActorOf(
            Viewers.create(snapshot, interval), "dashboard", DispatcherSelector.blocking());
    this.system = system;
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    return CompletableFuture.completedStage(
        WebSockets.upgrade(
                exchange,
                "This address speaks WebSocket alone; the page that shows it is /dashboard.")
            .handleMessagesWith(conversation(exchange.stopping())));
  }

  private Flow<Message, Message, NotUsed> conversation(CompletionStage<?> stopping) {
    Source<Message, NotUsed> snapshots =
        Source.<Message>queue(1, OverflowStrategy.dropHead())
            .mapMaterializedValue(queue -> watch(queue, stopping));
    return Flow.fromSinkAndSourceCoupled(WebSockets.dropping(system), snapshots);
  }

  private NotUsed watch(SourceQueueWithComplete<Message> queue, CompletionStage<?> stopping) {
    viewers.tell(new Viewers.Watch(queue));
    var unusedEnd =
        queue
            .watchCompletion()
            .whenComplete((done, failure) -> viewers.tell(new Viewers.Leave(queue)));
    var unusedStop = stopping.thenRun(() -> viewers.tell(new Viewers.Dismiss(queue)));
    return NotUsed.getInstance();
  }
}
