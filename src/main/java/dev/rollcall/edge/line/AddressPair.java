package dev.rollcall.edge.line;

/** A client's address as the originals' logs show it: {@code ('127.0.0.1', 54321)}. */
final class AddressPair {
  private AddressPair() {}

  /**
   * @param client the address and the port, a colon between them
   */
  static String of(String client) {
    int colon = client.lastIndexOf(':');
    return "('" + client.substring(0, colon) + "', " + client.substring(colon + 1) + ")";
  }
}
