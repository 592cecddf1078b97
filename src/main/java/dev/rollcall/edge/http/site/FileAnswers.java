package dev.rollcall.edge.http.site;

import dev.rollcall.edge.http.Exchange;
import dev.rollcall.edge.http.Fault;
import dev.rollcall.files.Jail;
import dev.rollcall.files.Place;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.DateTime;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ResponseEntity;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Answers requests for one file: all of it, parts of it, or that it is unchanged. Thread-safe. */
final class FileAnswers {
  /** Contents kept in memory may take one byte in so many of the heap. */
  private static final int HEAP_SHARE = 8;

  private static final HttpHeader ACCEPT_RANGES = RawHeader.create("Accept-Ranges", "bytes");

  /** Kept by browsers, but asked for again each time, which costs a 304. */
  private static final HttpHeader ASK_AGAIN = RawHeader.create("Cache-Control", "no-cache");

  private static final HttpHeader NO_SNIFFING =
      RawHeader.create("X-Content-Type-Options", "nosniff");

  private final Jail jail;
  private final Executor blocking;
  private final ContentCache contents =
      new ContentCache(Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  private final Versions versions = new Versions(contents);

  /**
   * @param blocking where files are read
   */
  FileAnswers(Jail jail, Executor blocking) {
    this.jail = jail;
    this.blocking = blocking;
  }

  /**
   * The answer about a file; blocks.
   *
   * @param names where it was found
   */
  HttpResponse answer(Exchange exchange, List<byte[]> names, Place file) throws IOException {
    Versions.Version version = versions.of(file);
    Instant now = Instant.now();
    Instant modified = version.identity().modified().toInstant();
    Conditions conditions = new Conditions(exchange.request(), version.tag(), modified);
    HttpResponse unchanged =
        HttpResponse.create()
            .addHeader(RawHeader.create("ETag", version.tag().toString()))
            .addHeader(lastModified(modified.isAfter(now) ? now : modified))
            .addHeader(ASK_AGAIN);
    return switch (conditions.outcome()) {
      case NOT_MODIFIED -> unchanged.withStatus(StatusCodes.NOT_MODIFIED);
      case FAILED ->
          throw new Fault(
              StatusCodes.PRECONDITION_FAILED,
              "The file is not, or no longer, the one that the request is about.");
      case PROCEED -> {
        HttpResponse empty = unchanged.addHeader(ACCEPT_RANGES).addHeader(NO_SNIFFING);
        BodyRequest request = new BodyRequest(exchange, names, version, file.name());
        yield content(request, conditions.range(now), empty);
      }
    };
  }

  /** What a body is made for. */
  private record BodyRequest(
      Exchange exchange, List<byte[]> names, Versions.Version version, String name) {
    ContentType type() {
      return ContentTypeTable.of(name);
    }
  }

  private HttpResponse content(BodyRequest request, Optional<String> range, HttpResponse empty) {
    long size = request.version().bytes();
    Optional<List<ByteRange>> asked = range.flatMap(value -> ByteRange.parse(value, size));
    if (asked.isEmpty()) {
      return empty.withEntity(entity(request, request.type(), Body.of(0, size)));
    }
    List<ByteRange> ranges = asked.get();
    if (ranges.isEmpty()) {
      throw new Fault(
          StatusCodes.RANGE_NOT_SATISFIABLE,
          "The file has " + size + " bytes, none of them in the range that was asked for.",
          RawHeader.create("Content-Range", "bytes */" + size));
    }
    HttpResponse partial = empty.withStatus(StatusCodes.PARTIAL_CONTENT);
    if (ranges.size() == 1) {
      ByteRange only = ranges.get(0);
      return partial
          .addHeader(RawHeader.create("Content-Range", only.of(size)))
          .withEntity(entity(request, request.type(), Body.of(only.first(), only.length())));
    }
    Multipart parts = Multipart.of(ranges, size, request.type());
    return partial.withEntity(entity(request, parts.type(), parts.body()));
  }

  private ResponseEntity entity(BodyRequest request, ContentType type, Body body) {
    if (request.exchange().request().method().equals(HttpMethods.HEAD)) {
      // Never run: only the length is told.
      return body.length() == 0
          ? HttpEntities.create(type, ByteString.emptyByteString())
          : HttpEntities.create(type, body.length(), Source.empty());
    }
    Optional<ByteString> content = request.version().content();
    if (content.isPresent() && body.length() <= Versions.AT_ONCE_BYTES_MAX) {
      return HttpEntities.create(type, body.of(content.get()));
    }
    BodyReader.Request reading =
        new BodyReader.Request(jail, request.names(), request.version().unloaded(), body);
    return HttpEntities.create(
        type,
        body.length(),
        Source.fromGraph(new FileBytes(() -> new BodyReader(reading, contents), blocking)));
  }

  private static HttpHeader lastModified(Instant modified) {
    DateTime date = DateTime.create(modified.toEpochMilli());
    return RawHeader.create("Last-Modified", date.toRfc1123DateTimeString());
  }
}
