package dev.rollcall.edge.http;

import dev.rollcall.security.SlidingWindow;
import dev.rollcall.security.SlidingWindow.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.RetryAfter;

/**
 * Lets each client ask so often in any stretch of time, and answers 429 beyond that. Every answer
 * says how the client stands (draft-ietf-httpapi-ratelimit-headers). Stands around whatever makes
 * responses of errors, so that those say it too.
 */
public final class RateLimit implements Filter {
  private final SlidingWindow window;
  private final LongSupplier nanoTime;
  private final HttpHeader policy;

  /**
   * @param requests how many a client may ask within the window; at least 1
   */
  public RateLimit(int requests, Duration window) {
    this(requests, window, System::nanoTime);
  }

  RateLimit(int requests, Duration window, LongSupplier nanoTime) {
    this.window = new SlidingWindow(requests, window);
    this.nanoTime = nanoTime;
    this.policy =
        RawHeader.create(
            "RateLimit-Policy", "\"requests\";q=" + requests + ";w=" + seconds(window));
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange, Handler next) {
    if (Watchers.asks(exchange)) {
      return next.handle(exchange);
    }
    Verdict verdict = window.ask(exchange.client().address(), nanoTime.getAsLong());
    HttpHeader standing =
        RawHeader.create(
            "RateLimit", "\"requests\";r=" + verdict.left() + ";t=" + seconds(verdict.more()));
    if (!verdict.allowed()) {
      throw new Fault(
          StatusCodes.TOO_MANY_REQUESTS,
          "You ask more often than this server allows; go on in " + inWords(verdict.more()) + ".",
          RetryAfter.create(seconds(verdict.more())),
          policy,
          standing);
    }
    return next.handle(exchange)
        .thenApply(response -> response.addHeaders(List.of(policy, standing)));
  }

  /** Whole seconds, at least one: who comes back then is let in. */
  private static long seconds(Duration time) {
    return Math.max(1, time.plusNanos(Duration.ofSeconds(1).toNanos() - 1).toSeconds());
  }

  private static String inWords(Duration time) {
    long seconds = seconds(time);
    return seconds == 1 ? "a second" : seconds + " seconds";
  }
}
