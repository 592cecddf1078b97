package dev.rollcall.edge.line;

import dev.rollcall.base.UserError;
import java.util.concurrent.CompletionException;

/** Tells what a client may be told from what only the log should say. */
final class Failure {
  private Failure() {}

  /**
   * The reason of a failure, where it is one for the client.
   *
   * @throws CompletionException with any other, which then ends the connection
   */
  static UserError userError(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof UserError error) {
      return error;
    }
    throw new CompletionException(cause);
  }
}
