package dev.rollcall.edge.http;

import dev.rollcall.wire.RequestTarget;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * A request and what is known of it. Immutable.
 *
 * @param request the request itself; its entity is read at most once
 * @param target what it asks for
 * @param client who sent it
 * @param parameters what the route's template left open, by name
 * @param stopping completed when the server stops and answers that go on should come to an end
 */
public record Exchange(
    HttpRequest request,
    RequestTarget target,
    Client client,
    Map<String, byte[]> parameters,
    CompletionStage<Done> stopping) {

  /** What a parameter of the route's template stands for, as text. */
  public String text(String parameter) {
    return new String(bytes(parameter), StandardCharsets.UTF_8);
  }

  /** What a parameter of the route's template stands for. */
  public byte[] bytes(String parameter) {
    byte[] value = parameters.get(parameter);
    if (value == null) {
      throw new IllegalArgumentException("the route has no parameter " + parameter);
    }
    return value;
  }

  Exchange with(Map<String, byte[]> found) {
    return new Exchange(request, target, client, found, stopping);
  }
}
