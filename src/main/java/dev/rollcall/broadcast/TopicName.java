package dev.rollcall.broadcast;

import dev.rollcall.store.KeyName;
import java.util.Set;

/** What may be the name of a topic: it has to stand on a line, between spaces. */
public final class TopicName {
  /** The rule in words, to follow "must be". */
  public static final String RULE =
      "1 to "
          + Topics.NAME_BYTES_MAX
          + " bytes without spaces and control characters, and not ACK, OK, ERROR or TRIMMED";

  /** The first words of lines that are no topic's messages. */
  private static final Set<String> TAKEN = Set.of("ACK", "OK", "ERROR", "TRIMMED");

  private TopicName() {}

  /** Whether a topic may be called this. */
  public static boolean isValid(String name) {
    return KeyName.isValid(name) && !TAKEN.contains(name);
  }
}
