package dev.rollcall.broadcast;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What is said: a list of fields and values, in order, at least one. A text is one field called
 * {@link #TEXT}. The arrays are not to be changed. Immutable.
 *
 * @param fields names and values by turns
 */
public record Message(List<byte[]> fields) {
  /** The field of a text message. */
  public static final String TEXT = "text";

  private static final byte[] TEXT_NAME = TEXT.getBytes(StandardCharsets.UTF_8);

  /** A message that is one text. */
  public static Message text(byte[] text) {
    return new Message(List.of(TEXT_NAME, text));
  }

  /** Whether the message is one text. */
  public boolean isText() {
    return fields.size() == 2 && java.util.Arrays.equals(fields.get(0), TEXT_NAME);
  }

  /** The text of a text message. */
  public byte[] text() {
    return fields.get(1);
  }

  /** Names and values together, in bytes. */
  public int bytes() {
    int bytes = 0;
    for (byte[] part : fields) {
      bytes += part.length;
    }
    return bytes;
  }
}
