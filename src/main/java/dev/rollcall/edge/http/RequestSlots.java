package dev.rollcall.edge.http;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RetryAfter;

/**
 * Lets so many requests be answered at once, and answers 503 to those beyond. A request has its
 * place until its response is complete; one whose answer goes on for ever, until it begins.
 */
public final class RequestSlots implements Filter {
  private static final long RETRY_SECONDS = 1;

  private final int most;
  private final AtomicInteger taken = new AtomicInteger();

  /**
   * @param most how many requests; at least 1
   */
  public RequestSlots(int most) {
    this.most = most;
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange, Handler next) {
    if (Watchers.asks(exchange)) {
      return next.handle(exchange);
    }
    if (taken.incrementAndGet() > most) {
      taken.decrementAndGet();
      throw new Fault(
          StatusCodes.SERVICE_UNAVAILABLE,
          "The server answers as many requests as it may; try again later.",
          RetryAfter.create(RETRY_SECONDS));
    }
    CompletionStage<HttpResponse> answer;
    try {
      answer = next.handle(exchange);
    } catch (RuntimeException e) {
      taken.decrementAndGet();
      throw e;
    }
    return answer.handle(
        (response, failure) -> {
          if (response == null || ResponseEnd.goesOn(response)) {
            taken.decrementAndGet();
          }
          if (response == null) {
            throw ResponseEnd.rethrown(failure);
          }
          return ResponseEnd.goesOn(response)
              ? response
              : ResponseEnd.then(response, taken::decrementAndGet);
        });
  }
}
