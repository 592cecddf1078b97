package dev.rollcall.wire;

/** Bytes that are no request this server reads. Nothing after them can be told to be one. */
final class BadRequest extends Exception {
  private static final long serialVersionUID = 1L;

  static final int BAD_REQUEST = 400;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int CONTENT_TOO_LARGE = 413;
  static final int URI_TOO_LONG = 414;
  static final int HEADER_TOO_LARGE = 431;
  static final int NOT_IMPLEMENTED = 501;
  static final int VERSION_NOT_SUPPORTED = 505;

  private final int status;

  /**
   * @param status the status of RFC 9110 that says so
   * @param reason a sentence for the client's user, without a byte of the client's
   */
  BadRequest(int status, String reason) {
    super(reason, null, false, false);
    this.status = status;
  }

  BadRequest(String reason) {
    this(BAD_REQUEST, reason);
  }

  int status() {
    return status;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
