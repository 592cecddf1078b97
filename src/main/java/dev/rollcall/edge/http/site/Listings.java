package dev.rollcall.edge.http.site;

import dev.rollcall.edge.http.Exchange;
import dev.rollcall.files.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/** Answers requests for a directory with its listing. Thread-safe. */
final class Listings {
  private static final HttpHeader ASK_AGAIN = RawHeader.create("Cache-Control", "no-cache");
  private static final HttpHeader NO_SNIFFING =
      RawHeader.create("X-Content-Type-Options", "nosniff");

  private final ListingPage page;
  private final RequestCounts counts;
  private final LargePages large;

  Listings(ActorSystem<?> system, ListingPage page, RequestCounts counts) {
    this.page = page;
    this.counts = counts;
    this.large = new LargePages(system);
  }

  /**
   * The listing; blocks.
   *
   * @param path the directory's, with a slash at its end
   */
  HttpResponse answer(Exchange exchange, String path, Place directory) throws IOException {
    String html =
        page.html(
            path,
            directory.list(ListingPage.ENTRIES_MAX),
            ListingOrder.of(exchange.target().query()),
            counts);
    ByteString bytes = ByteString.fromArrayUnsafe(html.getBytes(StandardCharsets.UTF_8));
    boolean sent = !exchange.request().method().equals(HttpMethods.HEAD);
    return HttpResponse.create()
        .addHeaders(List.of(page.policy(), ASK_AGAIN, NO_SNIFFING))
        .withEntity(large.entity(ContentTypes.TEXT_HTML_UTF8, bytes, sent));
  }
}
