package dev.rollcall.client;

import java.nio.charset.StandardCharsets;

/**
 * A message of a topic as a follower gets it. Immutable.
 *
 * @param text what was said; JSON where the message has line breaks or several fields. UTF-8, and
 *     not checked to be
 */
public record TopicMessage(String id, String text) {

  /** Reads {@code ID text} out of a line. */
  static TopicMessage read(byte[] bytes, int start, int end) {
    int blank = start;
    while (blank < end && bytes[blank] != ' ') {
      blank++;
    }
    int textStart = Math.min(end, blank + 1);
    return new TopicMessage(
        new String(bytes, start, blank - start, StandardCharsets.UTF_8),
        new String(bytes, textStart, end - textStart, StandardCharsets.UTF_8));
  }
}
