package dev.rollcall.broadcast;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some consecutive messages of a topic. Immutable.
 *
 * @param entries in the order of their IDs, or against it where that was asked for
 * @param trimmed what was asked for and is not kept any more; null if nothing
 */
public record Page(List<Entry> entries, @Nullable Gap trimmed) {
  /** Nothing. */
  public static final Page EMPTY = new Page(List.of(), null);

  /**
   * One message in the log.
   *
   * @param producer who appended it, empty if that is not known
   */
  public record Entry(MessageId id, Message message, String producer) {}

  /** Messages that retention has taken away: everything after {@code from}, before {@code to}. */
  public record Gap(MessageId from, MessageId to) {}

  /** How a protocol writes one message. The same object stands for the same form always. */
  public interface Form {
    /** Writes the message as the protocol has it. */
    void write(Entry entry, ByteArrayOutputStream out);
  }

  public boolean isEmpty() {
    return entries.isEmpty() && trimmed == null;
  }
}
