package dev.rollcall.edge.http.api;

import dev.rollcall.broadcast.MessageId;
import dev.rollcall.broadcast.Page;
import dev.rollcall.broadcast.TopicDescription;
import dev.rollcall.broadcast.Topics;
import dev.rollcall.edge.http.Exchange;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Whom a client follows, and from where.
 *
 * @param start what comes after this ID is what it gets
 * @param pages it all, page by page; nothing runs before somebody takes the first
 */
record Follow(MessageId start, Source<Page, NotUsed> pages) {

  /**
   * Settles where to begin.
   *
   * @param from empty for where the topic stands now; fails if that cannot be learned
   */
  static CompletionStage<Follow> of(Topics topics, Exchange exchange, Optional<MessageId> from) {
    String topic = Parameters.topic(exchange);
    CompletionStage<MessageId> start =
        from.<CompletionStage<MessageId>>map(CompletableFuture::completedFuture)
            .orElseGet(() -> topics.describe(topic).thenApply(TopicDescription::last));
    return start.thenApply(
        id ->
            new Follow(
                id, Source.fromGraph(new Following(topics, topic, id, exchange.stopping()))));
  }

  /** The words that stand in the place of messages which are not kept any more. */
  static String trimmed(Page.Gap gap) {
    return "TRIMMED " + gap.from() + ' ' + gap.to();
  }
}
