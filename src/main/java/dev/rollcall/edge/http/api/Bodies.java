package dev.rollcall.edge.http.api;

import dev.rollcall.edge.http.Exchange;
import dev.rollcall.edge.http.Fault;
import java.io.ByteArrayOutputStream;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.stream.StreamLimitReachedException;

/** Takes requests' bodies whole, up to a limit. Thread-safe. */
final class Bodies {
  /** What a body can be. */
  enum Type {
    TEXT,
    JSON
  }

  /** A body is one array, and what is read out of it another. */
  private static final long ARRAY_BYTES_MAX = 1L << 30;

  private final ActorSystem<?> system;
  private final long longest;

  /**
   * @param longest the longest body of any request, in bytes
   */
  Bodies(ActorSystem<?> system, long longest) {
    this.system = system;
    this.longest = Math.min(longest, ARRAY_BYTES_MAX);
  }

  /** As {@link #read(Exchange, long)}, as long as any request's may be. */
  CompletionStage<byte[]> read(Exchange exchange) {
    return read(exchange, longest);
  }

  /**
   * What the body is said to be. One of which nothing is said is text, and so is one that is said
   * to be a form: curl says so of whatever it is given.
   *
   * @throws Fault 415 if it is neither text nor JSON
   */
  static Type type(Exchange exchange) {
    ContentType content = exchange.request().entity().getContentType();
    MediaType media = content.mediaType();
    String name = media.mainType() + '/' + media.subType();
    boolean utf8 =
        content
            .getCharsetOption()
            .filter(c -> !c.equals(HttpCharsets.UTF_8) && !c.equals(HttpCharsets.US_ASCII))
            .isEmpty();
    return switch (name) {
      case "application/json" -> Type.JSON;
      // Where the client says nothing Pekko HTTP says the last one.
      case "text/plain", "application/x-www-form-urlencoded", "application/octet-stream" -> {
        if (utf8) {
          yield Type.TEXT;
        }
        throw unsupported(content);
      }
      default -> throw unsupported(content);
    };
  }

  private static Fault unsupported(ContentType content) {
    return new Fault(
        StatusCodes.UNSUPPORTED_MEDIA_TYPE,
        "The body is said to be "
            + content
            + "; it has to be text/plain in UTF-8, or application/json. State it in the header"
            + " Content-Type.");
  }

  /**
   * The body, all of it. Fails with a {@link Fault} 413 if it is longer than the limit, and reads
   * no further then.
   */
  CompletionStage<byte[]> read(Exchange exchange, long limit) {
    long bytesMax = Math.min(limit, longest);
    HttpEntity entity = exchange.request().entity();
    OptionalLong announced = entity.getContentLengthOption();
    if (announced.isPresent() && announced.getAsLong() > bytesMax) {
      return CompletableFuture.failedFuture(tooLong(bytesMax));
    }
    // One array for all: a body in very small chunks would weigh a multiple of what it is.
    return entity
        .withoutSizeLimit()
        .getDataBytes()
        .limitWeighted(bytesMax, chunk -> (long) chunk.size())
        .runFold(
            new ByteArrayOutputStream(),
            (all, chunk) -> {
              all.writeBytes(chunk.toArrayUnsafe());
              return all;
            },
            system)
        .thenApply(ByteArrayOutputStream::toByteArray)
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(fault(failure, bytesMax)));
  }

  private static Throwable fault(Throwable failure, long bytesMax) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof StreamLimitReachedException ? tooLong(bytesMax) : cause;
  }

  private static Fault tooLong(long bytesMax) {
    return new Fault(
        StatusCodes.CONTENT_TOO_LARGE, "The body has more than " + bytesMax + " bytes; send less.");
  }
}
