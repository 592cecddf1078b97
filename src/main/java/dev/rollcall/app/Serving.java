package dev.rollcall.app;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;

/** Something that this process serves until it is told to stop. Thread-safe. */
public sealed interface Serving permits Server, FileServer {
  /**
   * Waits until everything answers.
   *
   * @return where it listens, in the order of the listeners' names
   * @throws dev.rollcall.base.UserError where something cannot be had
   * @throws java.util.concurrent.CancellationException where it ended before
   */
  List<Listening> awaitReady() throws InterruptedException;

  /** Drains and stops; completed when nothing is left. */
  CompletableFuture<Done> stop(String reason);

  /** Completed when it has stopped, for whatever reason. */
  CompletableFuture<Done> terminated();
}
