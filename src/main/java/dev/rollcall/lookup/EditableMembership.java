package dev.rollcall.lookup;

import dev.rollcall.base.ByteSlices;
import java.util.concurrent.CompletableFuture;

/** A set whose members can be asked for and changed at run time. Thread-safe. */
public interface EditableMembership extends Membership {

  /**
   * Makes each of {@code keys} a member, whatever the set's source says now or later, until it is
   * removed. A bit of the answers says whether its key was none before; their generation is 0.
   *
   * <p>Completed when all of it is durable and visible to every query that begins after that. It
   * fails with a {@link dev.rollcall.base.UserError} where that could not be had inside the
   * deadline; some of the keys may have become members then, and the same batch may be added again.
   * Where an answer is lost inside the server the keys are added again by itself, and a bit that
   * the first time would have had is missing.
   *
   * @param keys each at most as long as a line of a source may be, in any order; one that occurs
   *     twice was none before at most once
   */
  CompletableFuture<Answers> add(ByteSlices keys);

  /**
   * Makes each of {@code keys} none, whatever the set's source says later of those that it lists
   * now, until it is added. A bit says whether its key was a member before; for the rest as {@link
   * #add}.
   */
  CompletableFuture<Answers> remove(ByteSlices keys);
}
