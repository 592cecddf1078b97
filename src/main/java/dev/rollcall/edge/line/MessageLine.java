package dev.rollcall.edge.line;

import dev.rollcall.broadcast.Page;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Lines of the protocol {@code message} that are not answers of one word. */
final class MessageLine {
  /** {@code ID text}, a message of a topic that need not be named. */
  static final Page.Form OF_ENTRY =
      (entry, out) -> {
        out.writeBytes(ascii(entry.id().toString()));
        out.write(' ');
        out.writeBytes(MessageText.line(entry.message()));
        out.write('\n');
      };

  /**
   * {@code TOPIC ID text}, a message of a topic that was joined. Equal for the same topic, so that
   * its messages are written once for all who joined it.
   */
  record Joined(String topic) implements Page.Form {
    @Override
    public void write(Page.Entry entry, ByteArrayOutputStream out) {
      out.writeBytes(utf8(topic));
      out.write(' ');
      OF_ENTRY.write(entry, out);
    }
  }

  private MessageLine() {}

  /** {@code TRIMMED FROM TO TOPIC}, in the place of the messages that are gone. */
  static byte[] trimmed(Page.Gap gap, String topic) {
    return utf8("TRIMMED " + gap.from() + ' ' + gap.to() + ' ' + topic + '\n');
  }

  /** {@code OK …}, the end of a command's answer. */
  static byte[] ok(String text) {
    return utf8("OK " + text + '\n');
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
