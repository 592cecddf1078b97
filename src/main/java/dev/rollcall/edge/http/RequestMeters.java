package dev.rollcall.edge.http;

import dev.rollcall.edge.EdgeMeters;
import dev.rollcall.edge.ListenerMeters;
import dev.rollcall.edge.ListenerSettings;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests of one listener, its responses that are errors by class ({@code 4xx}, {@code
 * 5xx}), and the limits that these tell of. A response counts as there when its status is known;
 * its body may still come. Stands around whatever makes responses of errors.
 */
final class RequestMeters implements Filter {
  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;

  private final EdgeMeters edge;
  private final ListenerMeters meters;

  RequestMeters(ListenerSettings listener, EdgeMeters edge) {
    this.edge = edge;
    this.meters = edge.listener(listener.name());
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange, Handler next) {
    long begunNanos = System.nanoTime();
    return next.handle(exchange)
        .whenComplete(
            (response, failure) ->
                count(
                    response == null ? SERVER_ERROR : response.status().intValue(),
                    System.nanoTime() - begunNanos));
  }

  private void count(int status, long nanos) {
    meters.answered(1, nanos);
    if (status >= CLIENT_ERROR) {
      meters.failed(status >= SERVER_ERROR ? "5xx" : "4xx", 1);
    }
    String limit = limit(status);
    if (limit != null) {
      edge.limit(limit).increment();
    }
  }

  private static @Nullable String limit(int status) {
    return switch (status) {
      case 408 -> EdgeMeters.FRAME_TIME;
      case 413, 414, 431 -> EdgeMeters.FRAME_BYTES;
      case 429 -> EdgeMeters.RATE;
      default -> null;
    };
  }
}
