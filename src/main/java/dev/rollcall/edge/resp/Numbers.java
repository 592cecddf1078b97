package dev.rollcall.edge.resp;

/** Reads numbers where Redis has an error of its own for what is none. */
final class Numbers {
  private Numbers() {}

  /** A whole number of 64 bits, or {@code wrong}. */
  static long integer(Call call, int argument, RespError wrong) {
    try {
      return call.integer(argument);
    } catch (RespError e) {
      throw wrong;
    }
  }
}
