package dev.rollcall.edge.http.dashboard;

import dev.rollcall.edge.http.Exchange;
import dev.rollcall.edge.http.Handler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.AcceptEncoding;
import org.apache.pekko.http.javadsl.model.headers.HttpEncodings;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/**
 * The page {@code /dashboard}: one document that loads nothing more, and lives of {@link Feed} and,
 * where there is one, the API. Made once. Thread-safe.
 */
public final class Dashboard implements Handler {
  private static final int TAG_BYTES = 12;

  private final Variant plain;
  private final Variant zipped;
  private final List<HttpHeader> headers;

  /** The document as it is sent, its name (RFC 9110, 8.8.3), and how it is encoded if it is. */
  private record Variant(ByteString bytes, String tag, List<HttpHeader> encoding) {}

  /** Puts the page together. */
  public Dashboard() {
    Document document = Document.assemble();
    byte[] html = document.html().getBytes(StandardCharsets.UTF_8);
    byte[] digest = Document.sha256(html);
    String tag = HexFormat.of().formatHex(digest, 0, TAG_BYTES);
    plain = new Variant(ByteString.fromArray(html), "\"" + tag + "\"", List.of());
    zipped =
        new Variant(
            ByteString.fromArray(gzip(html)),
            "\"" + tag + "-gzip\"",
            List.of(RawHeader.create("Content-Encoding", "gzip")));
    headers =
        List.of(
            RawHeader.create("Content-Security-Policy", document.policy()),
            RawHeader.create("X-Content-Type-Options", "nosniff"),
            RawHeader.create("Referrer-Policy", "no-referrer"),
            RawHeader.create("Cross-Origin-Opener-Policy", "same-origin"),
            // Kept by browsers, and asked for again each time: a new server brings a new page.
            RawHeader.create("Cache-Control", "no-cache"),
            RawHeader.create("Vary", "Accept-Encoding"));
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zipped.toByteArray();
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    Variant variant = acceptsGzip(exchange) ? zipped : plain;
    HttpResponse response =
        HttpResponse.create()
            .addHeaders(headers)
            .addHeader(RawHeader.create("ETag", variant.tag()));
    return CompletableFuture.completedStage(
        has(exchange, variant.tag())
            ? response.withStatus(StatusCodes.NOT_MODIFIED)
            : response
                .addHeaders(variant.encoding())
                .withEntity(ContentTypes.TEXT_HTML_UTF8, variant.bytes()));
  }

  private static boolean acceptsGzip(Exchange exchange) {
    return exchange
        .request()
        .getHeader(AcceptEncoding.class)
        .filter(
            header ->
                StreamSupport.stream(header.getEncodings().spliterator(), false)
                    .anyMatch(range -> range.matches(HttpEncodings.GZIP) && range.qValue() > 0))
        .isPresent();
  }

  /** Whether the client says that it has this document already. */
  private static boolean has(Exchange exchange, String tag) {
    Optional<HttpHeader> known = exchange.request().getHeader("If-None-Match");
    return known
        .map(header -> header.value().split(","))
        .filter(
            tags ->
                Arrays.stream(tags)
                    .map(candidate -> candidate.strip().replaceFirst("^W/", ""))
                    .anyMatch(candidate -> candidate.equals(tag) || candidate.equals("*")))
        .isPresent();
  }
}
