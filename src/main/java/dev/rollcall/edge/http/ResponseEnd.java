package dev.rollcall.edge.http;

import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Tells when responses are complete, and which never are by themselves. */
final class ResponseEnd {
  private ResponseEnd() {}

  /** Whether a response goes on for as long as there is something to say. */
  static boolean goesOn(HttpResponse response) {
    return response.status().equals(StatusCodes.SWITCHING_PROTOCOLS)
        || response.entity().getContentType().mediaType().equals(MediaTypes.TEXT_EVENT_STREAM);
  }

  /**
   * The response, at whose end something is run.
   *
   * @param over run once, when all of it was sent or its client is gone
   */
  static HttpResponse then(HttpResponse response, Runnable over) {
    return then(response, over, failure -> {});
  }

  /**
   * The response, at whose end something is run.
   *
   * @param over run once, when all of it was sent, it broke off, or its client is gone
   * @param brokeOff told where what it is made of failed
   */
  static HttpResponse then(HttpResponse response, Runnable over, Consumer<Throwable> brokeOff) {
    if (response.entity().isStrict()) {
      over.run();
      return response;
    }
    Flow<ByteString, ByteString, NotUsed> watched =
        Flow.<ByteString>create()
            .mapError(
                Throwable.class,
                failure -> {
                  brokeOff.accept(failure);
                  return failure;
                })
            .watchTermination(
                (passing, end) -> {
                  var unused = end.whenComplete((done, failure) -> over.run());
                  return passing;
                });
    if (response.entity() instanceof HttpEntity.Default sized) {
      // Transformed it would forget its length.
      return response.withEntity(
          HttpEntities.create(
              sized.getContentType(), sized.getContentLength(), sized.getDataBytes().via(watched)));
    }
    return response.transformEntityDataBytes(watched);
  }

  /** A failure, to be thrown once more by what handled it. */
  static CompletionException rethrown(@Nullable Throwable failure) {
    return failure instanceof CompletionException wrapped
        ? wrapped
        : new CompletionException(failure);
  }
}
