package dev.rollcall.edge.http.api;

import dev.rollcall.edge.http.Exchange;
import dev.rollcall.edge.http.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/** Serves the document (OpenAPI 3.1) that describes all routes of the server. Thread-safe. */
final class OpenApi implements Handler {
  private static final String RESOURCE = "openapi.json";

  private final HttpResponse response;

  OpenApi() {
    try (InputStream document = OpenApi.class.getResourceAsStream(RESOURCE)) {
      if (document == null) {
        throw new IllegalStateException(RESOURCE + " is missing");
      }
      response = Answer.json(ByteString.fromArrayUnsafe(document.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    return CompletableFuture.completedStage(response);
  }
}
