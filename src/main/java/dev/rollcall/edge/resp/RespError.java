package dev.rollcall.edge.resp;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;

/**
 * What a command answers where it cannot do what it was asked: an error of Redis, word for word
 * where Redis has one, so that clients recognize it. Without a stack trace.
 */
public final class RespError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /**
   * @param code under which it is counted
   * @param text what follows the hyphen: a word in capitals, then what went wrong
   */
  public RespError(ErrorCode code, String text) {
    super(text, null, false, false);
    this.code = code;
  }

  /** Arguments that make no sense; {@code text} follows the word ERR. */
  public static RespError argument(String text) {
    return new RespError(ErrorCode.BAD_ARGUMENT, "ERR " + text);
  }

  /** Words in an order that no form of the command has. */
  public static RespError syntax() {
    return argument("syntax error");
  }

  /** An argument that has to be a number and is none, or one beyond 64 bits. */
  public static RespError notInteger() {
    return argument("value is not an integer or out of range");
  }

  /** A set where a topic is needed, or a topic where a set is. */
  public static RespError wrongType() {
    return new RespError(
        ErrorCode.WRONG_TYPE, "WRONGTYPE Operation against a key holding the wrong kind of value");
  }

  /** Another client wants a call to wait no longer. */
  static RespError unblocked() {
    return new RespError(ErrorCode.UNAVAILABLE, "UNBLOCKED client unblocked via CLIENT UNBLOCK");
  }

  /** The same failure as RESP says it. */
  public static RespError of(UserError error) {
    String message = String.valueOf(error.getMessage());
    return switch (error.code()) {
      case WRONG_TYPE -> wrongType();
      case BUSY -> new RespError(error.code(), "ERR max number of clients reached");
      case UNAVAILABLE, OVERLOADED -> new RespError(error.code(), "TRYAGAIN " + message);
      case STORE_FULL, STORE_FAILED -> new RespError(error.code(), "MISCONF " + message);
      default -> new RespError(error.code(), "ERR " + message);
    };
  }

  public ErrorCode code() {
    return code;
  }

  /** What follows the hyphen. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
