package dev.rollcall.edge.http;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Answers requests. A {@link Fault} or a {@link dev.rollcall.base.UserError}, thrown or in the
 * future, becomes an error page or a problem; anything else is a fault of the server. Must not
 * block. Thread-safe.
 */
@FunctionalInterface
public interface Handler {
  /** Answers one request. */
  CompletionStage<HttpResponse> handle(Exchange exchange);
}
