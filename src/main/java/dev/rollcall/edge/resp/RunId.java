package dev.rollcall.edge.resp;

import java.security.SecureRandom;
import java.util.HexFormat;

/** What tells this run of the server from others: 40 hexadecimal digits, as Redis has them. */
record RunId(String digits) {
  private static final int BYTES = 20;

  /** Where Redis names another server's run and there is none. */
  static final RunId NONE = new RunId("0".repeat(2 * BYTES));

  static RunId random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new RunId(HexFormat.of().formatHex(bytes));
  }

  @Override
  public String toString() {
    return digits;
  }
}
