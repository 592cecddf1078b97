package dev.rollcall.client;

import dev.rollcall.base.Escape;
import dev.rollcall.base.UserError;
import java.nio.charset.StandardCharsets;

/** The name of a topic as it goes into a command: it must not look like two words. */
final class TopicName {
  private TopicName() {}

  /**
   * The name's bytes.
   *
   * @throws UserError if a command cannot carry it
   */
  static byte[] bytes(String topic) {
    if (topic.isEmpty() || topic.codePoints().anyMatch(TopicName::separates)) {
      throw UserError.configuration(
          "a topic's name must not be empty nor contain blanks or control characters: '"
              + Escape.text(topic)
              + "'");
    }
    return topic.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean separates(int character) {
    return character <= ' ' || character == 0x7f;
  }
}
