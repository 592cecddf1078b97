package dev.rollcall.edge.http;

import dev.rollcall.base.Escape;
import java.util.OptionalLong;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for each request: listener, client, method, path, status, the response's bytes
 * where they are known, and the time until it began. Queries are left out, since they may hold
 * secrets.
 */
final class AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger("rollcall.http");

  private static final double NANOS_PER_MILLISECOND = 1e6;

  private AccessLog() {}

  /**
   * @param method what was asked for; {@code -} for what was no request
   */
  static void write(
      String listener, Exchange exchange, String method, HttpResponse response, long tookNanos) {
    OptionalLong bytes = response.entity().getContentLengthOption();
    LOG.info(
        "{} {} {} {} {} {} {}",
        listener,
        exchange.client().address().getHostAddress(),
        method,
        Escape.text(exchange.target().rawPath()),
        response.status().intValue(),
        bytes.isPresent() ? bytes.getAsLong() : "-",
        String.format("%.3f ms", tookNanos / NANOS_PER_MILLISECOND));
  }
}
