package dev.rollcall.edge.http;

import dev.rollcall.edge.ListenerMeters;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Counts the requests of one listener, and its responses that are errors by class: {@code 4xx},
 * {@code 5xx}. A response counts as there when its status is known; its body may still come.
 */
record RequestCounts(ListenerMeters meters) implements Filter {
  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange, Handler next) {
    long begunNanos = System.nanoTime();
    return next.handle(exchange)
        .whenComplete((response, failure) -> count(response, System.nanoTime() - begunNanos));
  }

  private void count(HttpResponse response, long nanos) {
    meters.answered(1, nanos);
    int status = response == null ? SERVER_ERROR : response.status().intValue();
    if (status >= CLIENT_ERROR) {
      meters.failed(status >= SERVER_ERROR ? "5xx" : "4xx", 1);
    }
  }
}
