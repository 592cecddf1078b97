package dev.rollcall.edge.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where an error becomes a response: a problem (RFC 9457) for programs, a page for
 * people. A fault of the server itself is logged and named no further.
 */
public final class Faults implements Filter {
  /** Makes the page that people see. */
  @FunctionalInterface
  public interface Page {
    /** An HTML page for this status and what is said of it, both not yet escaped. */
    String html(StatusCode status, String detail);

    /** What the response has beside the page. */
    default List<HttpHeader> headers(StatusCode status) {
      return List.of();
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  private static final ContentType.NonBinary PROBLEM =
      ContentTypes.create(
          MediaTypes.applicationWithFixedCharset("problem+json", HttpCharsets.UTF_8));

  private final Page page;

  /**
   * @param page for the paths of people
   */
  public Faults(Page page) {
    this.page = page;
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange, Handler next) {
    try {
      return next.handle(exchange).exceptionally(failure -> response(exchange, failure));
    } catch (RuntimeException e) {
      return CompletableFuture.completedStage(response(exchange, e));
    }
  }

  private HttpResponse response(Exchange exchange, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof Fault fault) {
      return response(exchange, fault, null);
    }
    if (cause instanceof UserError error) {
      Fault fault = new Fault(status(error.code()), String.valueOf(error.getMessage()));
      return response(exchange, fault, error.code());
    }
    LOG.error("{}: ended by a fault", exchange.target().rawPath(), cause);
    return response(
        exchange,
        new Fault(StatusCodes.INTERNAL_SERVER_ERROR, "A fault in the server; its log says more."),
        ErrorCode.INTERNAL);
  }

  private HttpResponse response(Exchange exchange, Fault fault, @Nullable ErrorCode code) {
    HttpResponse empty =
        HttpResponse.create().withStatus(fault.status()).addHeaders(fault.headers());
    return forPrograms(exchange)
        ? empty.withEntity(PROBLEM, problem(fault, code))
        : empty
            .addHeaders(page.headers(fault.status()))
            .withEntity(ContentTypes.TEXT_HTML_UTF8, page.html(fault.status(), fault.detail()));
  }

  /** Whether programs ask for this, which get problems where people get pages. */
  public static boolean forPrograms(Exchange exchange) {
    String path = exchange.target().rawPath();
    return path.startsWith("/api/") || path.startsWith("/ws/");
  }

  private static String problem(Fault fault, @Nullable ErrorCode code) {
    ObjectNode problem =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "about:blank")
            .put("title", fault.status().reason())
            .put("status", fault.status().intValue())
            .put("detail", fault.detail());
    return (code == null ? problem : problem.put("code", code.wire())).toString();
  }

  private static StatusCode status(ErrorCode code) {
    return switch (code) {
      case TIMEOUT, UNAVAILABLE, STORE_FULL, STORE_FAILED, BUSY, OVERLOADED ->
          StatusCodes.SERVICE_UNAVAILABLE;
      case INTERNAL -> StatusCodes.INTERNAL_SERVER_ERROR;
      case FRAME_TOO_LONG -> StatusCodes.CONTENT_TOO_LARGE;
      default -> StatusCodes.BAD_REQUEST;
    };
  }
}
