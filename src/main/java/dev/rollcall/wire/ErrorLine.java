package dev.rollcall.wire;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.Escape;
import java.nio.charset.StandardCharsets;

/** The one way a line protocol says that something went wrong: {@code ERROR <CODE> <text>}. */
public final class ErrorLine {
  private ErrorLine() {}

  /** The line with its newline. What is not printable ASCII in {@code text} is escaped. */
  public static byte[] of(ErrorCode code, String text) {
    String line = "ERROR " + code.wire() + ' ' + Escape.text(text) + '\n';
    return line.getBytes(StandardCharsets.US_ASCII);
  }
}
