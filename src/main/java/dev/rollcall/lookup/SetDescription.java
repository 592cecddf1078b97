package dev.rollcall.lookup;

import java.time.Instant;
import java.util.Optional;

/**
 * How a set stands on this node. Immutable.
 *
 * @param name the set's name
 * @param generation the ID of the live generation, 0 before the first one is live
 * @param count how many members there are as this node answers: the list's, and what was changed at
 *     run time in the partitions that it owns
 * @param added how many keys were added at run time and not removed again, whether or not the list
 *     has them too
 * @param removed how many keys of a list were removed at run time and not added again
 * @param built when the live generation was read from the source, empty before the first one
 * @param live since when this node has answered from it, empty before the first one
 * @param loading whether another generation is being built now
 * @param stale whether the source has become something that could not be loaded, so that what was
 *     there before is served
 * @param lastFailedLoad the last time that a list could not be loaded since this node started,
 *     whatever came after it
 */
public record SetDescription(
    String name,
    long generation,
    long count,
    long added,
    long removed,
    Optional<Instant> built,
    Optional<Instant> live,
    boolean loading,
    boolean stale,
    Optional<FailedLoad> lastFailedLoad) {

  /** A set that was made at run time, and has no list. */
  static SetDescription atRunTime(String name, long count) {
    return new SetDescription(
        name,
        0,
        count,
        count,
        0,
        Optional.empty(),
        Optional.empty(),
        false,
        false,
        Optional.empty());
  }

  /**
   * A list that could not be loaded.
   *
   * @param at when that was found
   * @param reason what was wrong, the file's name included
   */
  public record FailedLoad(Instant at, String reason) {}
}
