package dev.rollcall.edge.http.site;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** What a request makes its answer depend on (RFC 9110, 13). For GET and HEAD. */
final class Conditions {
  /** What the conditions say, taken in the order of RFC 9110, 13.2.2. */
  enum Outcome {
    /** Answer as if there were none. */
    PROCEED,
    /** The client has the file as it is: 304. */
    NOT_MODIFIED,
    /** The file is not what the client takes it for: 412. */
    FAILED
  }

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

  /** A date that is older than this cannot have been given to two contents. */
  private static final Duration DATE_STRONG_AFTER = Duration.ofSeconds(1);

  private final HttpRequest request;
  private final EntityTag tag;
  private final Instant modified;

  /**
   * @param modified when the file was modified
   */
  Conditions(HttpRequest request, EntityTag tag, Instant modified) {
    this.request = request;
    this.tag = tag;
    this.modified = modified.truncatedTo(ChronoUnit.SECONDS);
  }

  Outcome outcome() {
    Optional<String> match = header("If-Match");
    boolean failed =
        match.isPresent()
            ? !tag.strongIn(match.get())
            : date("If-Unmodified-Since").filter(modified::isAfter).isPresent();
    if (failed) {
      return Outcome.FAILED;
    }
    Optional<String> noneMatch = header("If-None-Match");
    boolean unchanged =
        noneMatch.isPresent()
            ? tag.weakIn(noneMatch.get())
            : date("If-Modified-Since").filter(since -> !modified.isAfter(since)).isPresent();
    return unchanged ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
  }

  /** The value of {@code Range}, unless the client has another content than this. */
  Optional<String> range(Instant now) {
    if (!request.method().equals(HttpMethods.GET)) {
      return Optional.empty();
    }
    boolean applies = header("If-Range").map(condition -> isThis(condition, now)).orElse(true);
    return applies ? header("Range") : Optional.empty();
  }

  private boolean isThis(String condition, Instant now) {
    if (condition.contains("\"")) {
      return tag.strongIn(condition);
    }
    boolean strong = Duration.between(modified, now).compareTo(DATE_STRONG_AFTER) > 0;
    return strong && parse(condition).filter(modified::equals).isPresent();
  }

  private Optional<Instant> date(String header) {
    return header(header).flatMap(Conditions::parse);
  }

  private static Optional<Instant> parse(String date) {
    try {
      return Optional.of(ZonedDateTime.parse(date, HTTP_DATE.withZone(ZoneOffset.UTC)).toInstant());
    } catch (DateTimeParseException e) {
      // A condition that cannot be understood is none.
      return Optional.empty();
    }
  }

  private Optional<String> header(String name) {
    String value =
        StreamSupport.stream(request.getHeaders().spliterator(), false)
            .filter(header -> header.is(name.toLowerCase(Locale.ROOT)))
            .map(HttpHeader::value)
            .collect(Collectors.joining(", "));
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }
}
