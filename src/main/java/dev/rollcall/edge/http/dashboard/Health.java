package dev.rollcall.edge.http.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollcall.edge.http.Exchange;
import dev.rollcall.edge.http.Handler;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.CacheControl;
import org.apache.pekko.http.javadsl.model.headers.CacheDirectives;

/**
 * Says whether the server should be sent requests: 200 where it is ready, else 503, and what is
 * missing as JSON. Thread-safe.
 */
public final class Health implements Handler {
  /** Where a server is between its start and its end. */
  public enum Status {
    /** Something does not answer yet. */
    STARTING,
    /** Everything answers. */
    READY,
    /** Something is lost for good. */
    FAILED,
    /** It stops: what was received is still answered. */
    DRAINING
  }

  /**
   * How a server is.
   *
   * @param missing what does not answer, by what is checked; empty for a check that is passed
   */
  public record State(Status status, Map<String, List<String>> missing) {}

  private final Supplier<State> state;

  /**
   * @param state how the server is now; thread-safe
   */
  public Health(Supplier<State> state) {
    this.state = state;
  }

  /** Answers whoever wants to know only that the process is there. */
  static CompletionStage<HttpResponse> live(Exchange exchange) {
    return json(
        StatusCodes.OK.intValue(), JsonNodeFactory.instance.objectNode().put("status", "live"));
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    State now = state.get();
    int code =
        (now.status() == Status.READY ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE)
            .intValue();
    return json(code, json(now));
  }

  private static ObjectNode json(State state) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("status", state.status().name().toLowerCase(Locale.ROOT));
    ObjectNode checks = json.putObject("checks");
    state
        .missing()
        .forEach(
            (check, names) -> {
              ArrayNode missing =
                  checks.putObject(check).put("ok", names.isEmpty()).putArray("missing");
              names.forEach(missing::add);
            });
    return json;
  }

  private static CompletionStage<HttpResponse> json(int status, ObjectNode json) {
    return CompletableFuture.completedStage(
        HttpResponse.create()
            .withStatus(status)
            .addHeader(CacheControl.create(CacheDirectives.NO_STORE))
            .withEntity(ContentTypes.APPLICATION_JSON, json + "\n"));
  }
}
