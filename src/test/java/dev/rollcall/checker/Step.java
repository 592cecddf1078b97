package dev.rollcall.checker;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What one client did or saw at one moment; one line of a recording. Immutable.
 *
 * <pre>
 *            INVOKE            ITEM          TRIMMED       OK            FAIL       INFO
 *  APPEND    value             -             -             value, id?    value      value
 *  FOLLOW    id?               id, value     id, to        -             -          -
 *  READ      id?               id, value     id, to        -             -          -
 * </pre>
 *
 * @param at when, in nanoseconds of the machine's monotonic clock, the same in all processes:
 *     before anything is sent for INVOKE, after all was received for the others
 * @param process whose step it is. For appends one connection of a client, whose messages are sent
 *     in order; for follows a follower, the same through all its reconnections; for reads one read
 * @param value what is appended or was read; no two appends have the same
 * @param id where it is in the log; of INVOKE the cursor, after which messages are asked for,
 *     absent for "from now on" (FOLLOW) and "from the beginning" (READ); absent from the OK of an
 *     append where the protocol does not tell
 * @param to of TRIMMED: what is not kept any more lies after {@code id} and before this
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Step(
    long at,
    String process,
    Kind kind,
    Phase phase,
    @Nullable String value,
    @Nullable String id,
    @Nullable String to) {

  /** What is going on. */
  public enum Kind {
    APPEND,
    FOLLOW,
    READ
  }

  /** How far it has come. */
  public enum Phase {
    /** It is asked for. */
    INVOKE,
    /** A message was received. */
    ITEM,
    /** The server says that messages are not kept any more. */
    TRIMMED,
    /** It is done: durable, following, or read to the end. */
    OK,
    /** It was refused, and is not in the log. */
    FAIL,
    /** Nobody knows: the answer never came. */
    INFO
  }
}
