package dev.rollcall.client;

import dev.rollcall.base.Escape;
import java.io.IOException;
import java.util.Optional;

/** The server's answer was a line {@code ERROR <CODE> <text>}. */
public final class ServerError extends IOException {
  private static final long serialVersionUID = 1L;

  private static final String HEAD = "ERROR ";

  private final String code;

  private ServerError(String code, String text) {
    super("server: " + code + " " + text);
    this.code = code;
  }

  private ServerError(ServerError error, String message) {
    super(message, error);
    this.code = error.code;
  }

  /** What a line says, if it is an error. */
  public static Optional<ServerError> in(String line) {
    if (!line.startsWith(HEAD)) {
      return Optional.empty();
    }
    String[] codeAndText = line.substring(HEAD.length()).split(" ", 2);
    String text = codeAndText.length > 1 ? codeAndText[1] : "";
    return Optional.of(new ServerError(Escape.text(codeAndText[0]), Escape.text(text)));
  }

  /** The same error, told of something in particular. */
  ServerError about(String subject) {
    return new ServerError(this, subject + ": " + getMessage());
  }

  /** The stable name of what went wrong, such as {@code FRAME-TOO-LONG}. */
  public String code() {
    return code;
  }
}
