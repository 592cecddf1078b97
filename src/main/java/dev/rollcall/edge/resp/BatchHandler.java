package dev.rollcall.edge.resp;

import java.util.concurrent.CompletableFuture;

/** Carries out several calls of one command at once. Thread-safe: all connections share it. */
@FunctionalInterface
public interface BatchHandler {
  /**
   * Answers the calls of a run by writing one reply for each, in their order, to {@link Run#out}.
   * Where only some of them fail their errors are written there too.
   *
   * @return as {@link Handler#handle}; a failure is that of every call in the run
   */
  CompletableFuture<?> handle(Run run);
}
