package dev.rollcall.edge.http.api;

import dev.rollcall.broadcast.AppendKey;
import dev.rollcall.edge.http.Exchange;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpHeader;

/**
 * The header {@code Idempotency-Key} (draft-ietf-httpapi-idempotency-key-header): a string of RFC
 * 8941 in quotation marks, or the same without them. One key stands for one message of a topic,
 * whichever client sends it.
 */
final class IdempotencyKey {
  /** Bounds what a topic remembers for each. */
  private static final int LENGTH_MAX = 128;

  private static final String PRODUCER = "http";
  private static final Pattern BARE = Pattern.compile("[!-~&&[^\"\\\\,;]]+");
  private static final Pattern QUOTED = Pattern.compile("\"((?:[ -~&&[^\"\\\\]]|\\\\[\"\\\\])+)\"");

  private IdempotencyKey() {}

  /** The request's key, if it has one. */
  static Optional<AppendKey> of(Exchange exchange) {
    return exchange
        .request()
        .getHeader("Idempotency-Key")
        .map(HttpHeader::value)
        .map(IdempotencyKey::read)
        .map(key -> new AppendKey(PRODUCER, key));
  }

  private static String read(String value) {
    var quoted = QUOTED.matcher(value);
    String key =
        quoted.matches()
            ? quoted.group(1).replaceAll("\\\\(.)", "$1")
            : BARE.matcher(value).matches() ? value : "";
    if (key.isEmpty() || key.length() > LENGTH_MAX) {
      throw Parameters.bad(
          "Idempotency-Key must be 1 to "
              + LENGTH_MAX
              + " printable ASCII characters, in quotation marks if any of them is a space, comma,"
              + " semicolon, quotation mark or backslash.");
    }
    return key;
  }
}
