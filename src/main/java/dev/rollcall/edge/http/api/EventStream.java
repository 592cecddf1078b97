package dev.rollcall.edge.http.api;

import dev.rollcall.broadcast.MessageId;
import dev.rollcall.broadcast.Page;
import dev.rollcall.broadcast.Topics;
import dev.rollcall.edge.http.Exchange;
import dev.rollcall.edge.http.Handler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Follows a topic by server-sent events (WHATWG HTML, 9.2): a message is one event, its ID the
 * event's, so that a browser goes on by itself where it was cut off. Thread-safe.
 */
final class EventStream implements Handler {
  /** Shorter than a minute of silence, which many a proxy takes for the end. */
  static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private static final ByteString COMMENT = ByteString.fromString(":\n\n");

  /** How long a client waits before it comes back. */
  private static final int RETRY_MILLIS = 2000;

  /** Has nginx pass events on as they come. */
  private static final HttpHeader UNBUFFERED = RawHeader.create("X-Accel-Buffering", "no");

  /** Each message as one event. */
  private static final Page.Form EVENT =
      (entry, out) -> {
        out.writeBytes(ascii("id: " + entry.id() + "\ndata: "));
        out.writeBytes(MessageJson.bytes(entry));
        out.writeBytes(ascii("\n\n"));
      };

  private final Topics topics;
  private final Duration heartbeat;

  /**
   * @param heartbeat how long nothing is said before a comment is
   */
  EventStream(Topics topics, Duration heartbeat) {
    this.topics = topics;
    this.heartbeat = heartbeat;
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    Optional<MessageId> seen =
        exchange
            .request()
            .getHeader("Last-Event-ID")
            .map(HttpHeader::value)
            .filter(id -> !id.isEmpty())
            .map(id -> Parameters.id("Last-Event-ID", id));
    return Follow.of(topics, exchange, seen.or(() -> Parameters.from(exchange)))
        .thenApply(this::response);
  }

  private HttpResponse response(Follow follow) {
    Source<ByteString, ?> events =
        Source.single(beginning(follow.start()))
            .concat(follow.pages().map(EventStream::events))
            .keepAlive(heartbeat, () -> COMMENT);
    return Answer.with(
            HttpEntities.createChunked(ContentTypes.create(MediaTypes.TEXT_EVENT_STREAM), events))
        .addHeader(UNBUFFERED);
  }

  /**
   * An ID without data is remembered and shows as no event: where to go on if nothing ever came.
   */
  private static ByteString beginning(MessageId start) {
    return ByteString.fromArrayUnsafe(ascii("retry: " + RETRY_MILLIS + "\nid: " + start + "\n\n"));
  }

  private static ByteString events(Page page) {
    ByteString events = page.render(EVENT, null);
    Page.Gap gap = page.trimmed();
    return gap == null ? events : trimmed(gap).concat(events);
  }

  private static ByteString trimmed(Page.Gap gap) {
    return ByteString.fromArrayUnsafe(
        ascii("event: TRIMMED\nid: " + gap.to() + "\ndata: " + Follow.trimmed(gap) + "\n\n"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
