package dev.rollcall.edge.http.site;

import dev.rollcall.base.Escape;
import dev.rollcall.edge.http.Exchange;
import dev.rollcall.edge.http.Filter;
import dev.rollcall.edge.http.Handler;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Logs each request and its answer: what was had as information, what was refused as a warning, and
 * what the server failed to do as an error. Goes around whatever makes responses out of errors.
 */
public final class RequestLog implements Filter {
  private static final Logger LOG = LoggerFactory.getLogger("rollcall.requests");

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange, Handler next) {
    LOG.info(
        "{} - {} {} {}",
        client(exchange),
        exchange.request().method().name(),
        path(exchange),
        exchange.request().protocol().value());
    return next.handle(exchange).thenApply(response -> logged(exchange, response));
  }

  private static HttpResponse logged(Exchange exchange, HttpResponse response) {
    StatusCode status = response.status();
    LOG.atLevel(level(status))
        .log(
            "{} - {} {}: {} ({} bytes)",
            client(exchange),
            status.intValue(),
            status.reason(),
            path(exchange),
            response.entity().getContentLengthOption().orElse(0));
    return response;
  }

  private static Level level(StatusCode status) {
    if (status.intValue() >= 500) {
      return Level.ERROR;
    }
    return status.intValue() >= 400 ? Level.WARN : Level.INFO;
  }

  private static String client(Exchange exchange) {
    return exchange.client().address().getHostAddress();
  }

  /** Without the query, which may be a secret. */
  private static String path(Exchange exchange) {
    return Escape.text(exchange.target().rawPath());
  }
}
