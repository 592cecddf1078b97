package dev.rollcall.client;

import java.io.IOException;

/** The server's answer was a line {@code ERROR <CODE> <text>}; its connection is closed. */
public final class ServerError extends IOException {
  private static final long serialVersionUID = 1L;

  private final String code;

  ServerError(String code, String text) {
    super("server: " + code + " " + text);
    this.code = code;
  }

  /** The stable name of what went wrong, such as {@code FRAME-TOO-LONG}. */
  public String code() {
    return code;
  }
}
