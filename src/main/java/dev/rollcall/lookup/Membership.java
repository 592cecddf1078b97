package dev.rollcall.lookup;

import dev.rollcall.base.ByteSlices;
import java.util.concurrent.CompletableFuture;

/** Answers batches of exact-membership questions about one set. Thread-safe. */
public interface Membership {

  /**
   * Asks whether each of {@code keys} is a member. All answers come from one generation of the set.
   *
   * <p>The future is already completed where this node can answer alone, so that a caller may go on
   * without leaving its thread. It fails with a {@link dev.rollcall.base.UserError} whose code is
   * {@code UNAVAILABLE} when no answer could be had inside the deadline; the same batch may then be
   * asked again.
   */
  CompletableFuture<Answers> ask(ByteSlices keys);
}
