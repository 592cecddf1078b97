package dev.rollcall.broadcast;

import java.nio.charset.StandardCharsets;
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
    return !name.isEmpty()
        && name.getBytes(StandardCharsets.UTF_8).length <= Topics.NAME_BYTES_MAX
        && !TAKEN.contains(name)
        && name.codePoints().allMatch(TopicName::isAllowed);
  }

  private static boolean isAllowed(int character) {
    return !Character.isISOControl(character)
        && !Character.isWhitespace(character)
        && !Character.isSpaceChar(character)
        && Character.getType(character) != Character.SURROGATE;
  }
}
