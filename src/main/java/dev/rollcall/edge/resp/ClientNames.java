package dev.rollcall.edge.resp;

/** The names that clients give themselves, which appear in lists separated by blanks. */
final class ClientNames {
  /** They are kept as long as the client is connected. */
  private static final int LENGTH_MAX = 1024;

  private ClientNames() {}

  /** An argument that is to be a client's name. */
  static String checked(Call call, int argument) {
    return checked(call, argument, "Client names");
  }

  /**
   * An argument that is to be in a client's line.
   *
   * @param what it is, as the error says it
   */
  static String checked(Call call, int argument, String what) {
    String name = call.text(argument);
    if (name.length() > LENGTH_MAX) {
      throw RespError.argument(what + " cannot be longer than " + LENGTH_MAX + " characters.");
    }
    if (!name.chars().allMatch(c -> c >= '!' && c <= '~')) {
      throw RespError.argument(what + " cannot contain spaces, newlines or special characters.");
    }
    return name;
  }
}
