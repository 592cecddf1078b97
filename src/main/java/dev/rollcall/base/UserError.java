package dev.rollcall.base;

/**
 * Something a user or administrator did that cannot work. The message says what was wrong and what
 * to do; there is no stack trace, because the program itself is not at fault.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public UserError(ErrorCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** A fault in configuration or command line. */
  public static UserError configuration(String message) {
    return new UserError(ErrorCode.CONFIGURATION, message);
  }

  public ErrorCode code() {
    return code;
  }
}
