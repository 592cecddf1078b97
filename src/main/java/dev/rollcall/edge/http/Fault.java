package dev.rollcall.edge.http;

import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.StatusCode;

/** A request that is answered with an error: {@link Faults} makes the response. */
public final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient StatusCode status;
  private final transient List<HttpHeader> headers;

  /**
   * @param detail what was wrong and what to do, a sentence for the client's user
   * @param headers what the response has beside the page
   */
  public Fault(StatusCode status, String detail, HttpHeader... headers) {
    super(detail, null, false, false);
    this.status = status;
    this.headers = List.of(headers);
  }

  /** What was wrong and what to do, a sentence for the client's user. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  /** The response's status. */
  public StatusCode status() {
    return status;
  }

  /** What the response has beside the page. */
  public List<HttpHeader> headers() {
    return headers;
  }
}
