package dev.rollcall.store;

import java.nio.charset.StandardCharsets;

/** What may be the name of a set or of a topic: it has to stand on a line, between spaces. */
public final class KeyName {
  /** The longest name, in UTF-8. */
  public static final int BYTES_MAX = 255;

  /** The rule in words, to follow "must be". */
  public static final String RULE =
      "1 to " + BYTES_MAX + " bytes of UTF-8 without spaces and control characters";

  private KeyName() {}

  /** Whether a set or a topic may be called this. */
  public static boolean isValid(String name) {
    return !name.isEmpty()
        && name.length() <= BYTES_MAX
        && name.getBytes(StandardCharsets.UTF_8).length <= BYTES_MAX
        && name.codePoints().allMatch(KeyName::isAllowed);
  }

  private static boolean isAllowed(int character) {
    return !Character.isISOControl(character)
        && !Character.isWhitespace(character)
        && !Character.isSpaceChar(character)
        && Character.getType(character) != Character.SURROGATE;
  }
}
