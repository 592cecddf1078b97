package dev.rollcall.cli;

import dev.rollcall.base.ByteSlices;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** How an answer is printed: the protocol's own line, or a JSON object a line. */
final class AnswerText {
  private static final byte[] FOUND = "STRING EXISTS\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOT_FOUND = "STRING NOT FOUND\n".getBytes(StandardCharsets.US_ASCII);

  private AnswerText() {}

  /** The answer as the server words it. */
  static String of(boolean member) {
    return member ? "STRING EXISTS" : "STRING NOT FOUND";
  }

  static void write(boolean member, OutputStream out) throws IOException {
    out.write(member ? FOUND : NOT_FOUND);
  }

  /** Bytes that are not UTF-8 come out as U+FFFD, since JSON has no other way for them. */
  static void writeJson(ByteSlices texts, int index, boolean member, OutputStream out)
      throws IOException {
    String text =
        new String(texts.bytes(), texts.start(index), texts.length(index), StandardCharsets.UTF_8);
    out.write(
        ("{\"text\":" + JsonText.quoted(text) + ",\"exists\":" + member + "}\n")
            .getBytes(StandardCharsets.UTF_8));
  }
}
