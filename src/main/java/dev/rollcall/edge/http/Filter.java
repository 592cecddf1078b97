package dev.rollcall.edge.http;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Stands around handlers: may answer a request itself, or change what others answer. */
@FunctionalInterface
public interface Filter {
  /** Answers one request, usually by asking {@code next}. */
  CompletionStage<HttpResponse> handle(Exchange exchange, Handler next);

  /** A handler with this filter around it. */
  default Handler around(Handler handler) {
    return exchange -> handle(exchange, handler);
  }
}
