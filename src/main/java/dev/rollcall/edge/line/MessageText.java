package dev.rollcall.edge.line;

import dev.rollcall.broadcast.Message;
import dev.rollcall.wire.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How a message of the log appears to clients that know texts only: a text as it is; several
 * fields, or a text that one line cannot hold, as an object of JSON on one line.
 */
final class MessageText {
  private MessageText() {}

  /** The message in any number of lines. */
  static byte[] whole(Message message) {
    return message.isText() ? message.text() : json(message.fields());
  }

  /** The message on one line, without its end. */
  static byte[] line(Message message) {
    return message.isText() && isLine(message.text()) ? message.text() : json(message.fields());
  }

  private static boolean isLine(byte[] text) {
    for (byte b : text) {
      if (b == '\n' || b == '\r') {
        return false;
      }
    }
    return true;
  }

  private static byte[] json(List<byte[]> fields) {
    StringBuilder object = new StringBuilder("{");
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      object.append(i == 0 ? "" : ",");
      JsonText.quote(fields.get(i), object);
      object.append(':');
      JsonText.quote(fields.get(i + 1), object);
    }
    return object.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }
}
