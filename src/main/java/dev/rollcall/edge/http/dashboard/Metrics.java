package dev.rollcall.edge.http.dashboard;

import dev.rollcall.edge.http.Exchange;
import dev.rollcall.edge.http.Handler;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaRange;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.http.javadsl.model.headers.Accept;
import org.apache.pekko.util.ByteString;

/**
 * Gives all meters to Prometheus: its text format 0.0.4, or OpenMetrics 1.0 to whoever names that
 * in {@code Accept} and does not like the other better. Thread-safe.
 */
public final class Metrics implements Handler {
  /** A format, and who gets it. */
  private static final class Format {
    private final ContentType type;
    private final Scrapes<ByteString> scrapes;

    Format(String type, PrometheusMeterRegistry registry, Executor executor) {
      this.type = ContentTypes.parse(type);
      this.scrapes = new Scrapes<>(() -> ByteString.fromString(registry.scrape(type)), executor);
    }

    MediaType media() {
      return type.mediaType();
    }
  }

  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final Format text;
  private final Format openMetrics;

  /**
   * @param executor where meters are read: some of them may take a moment
   */
  public Metrics(PrometheusMeterRegistry registry, Executor executor) {
    this.text = new Format(TEXT, registry, executor);
    this.openMetrics = new Format(OPEN_METRICS, registry, executor);
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    Format format = wantsOpenMetrics(exchange) ? openMetrics : text;
    return format
        .scrapes
        .ask()
        .thenApply(
            scrape -> HttpResponse.create().withEntity(HttpEntities.create(format.type, scrape)));
  }

  private boolean wantsOpenMetrics(Exchange exchange) {
    List<MediaRange> ranges =
        exchange.request().getHeader(Accept.class).stream()
            .flatMap(accept -> StreamSupport.stream(accept.getMediaRanges().spliterator(), false))
            .toList();
    double quality =
        quality(
            ranges, range -> range.matches(openMetrics.media()) && !range.matches(text.media()));
    return quality > 0 && quality >= quality(ranges, range -> range.matches(text.media()));
  }

  private static double quality(List<MediaRange> ranges, Predicate<MediaRange> which) {
    return ranges.stream().filter(which).mapToDouble(MediaRange::qValue).max().orElse(0);
  }
}
