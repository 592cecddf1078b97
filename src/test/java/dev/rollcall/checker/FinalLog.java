package dev.rollcall.checker;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log as one node tells it when all is over. Immutable.
 *
 * @param node which node
 * @param trimmedBefore what came before this is not kept any more; null if all is
 * @param entries all that is kept, in the order in which the node told it
 */
public record FinalLog(String node, @Nullable LogId trimmedBefore, List<Entry> entries) {
  /** One message. */
  public record Entry(LogId id, String value) {}

  /** A log from which nothing was ever taken away. */
  public static FinalLog whole(String node, List<Entry> entries) {
    return new FinalLog(node, null, entries);
  }
}
