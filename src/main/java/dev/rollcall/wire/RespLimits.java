package dev.rollcall.wire;

/**
 * How much one request in RESP may hold. A request beyond a limit is a protocol error: it is
 * answered and the connection is closed.
 *
 * @param arguments how many arguments, the command's name among them
 * @param bulkBytes the longest argument
 * @param totalBytes the whole request as it is sent, lengths and line ends included
 * @param inlineBytes the longest line: an inline request, or what announces a length
 * @param authenticated whether the client has said who it is, or need not; only the words of the
 *     errors depend on it
 */
public record RespLimits(
    int arguments, int bulkBytes, int totalBytes, int inlineBytes, boolean authenticated) {

  /** Redis' PROTO_INLINE_MAX_SIZE. */
  private static final int INLINE_BYTES = 64 << 10;

  /** Enough for the longest list of members a client sends at once; Redis' own limit until 7. */
  private static final int ARGUMENTS = 1 << 20;

  /** A request is held until it is complete: this is what one connection can make a server hold. */
  private static final int TOTAL_BYTES = 8 << 20;

  private static final int UNKNOWN_ARGUMENTS = 10;
  private static final int UNKNOWN_BULK_BYTES = 16 << 10;

  /** The lengths and line ends around the arguments of a client that is not known yet. */
  private static final int UNKNOWN_FRAMING_BYTES = 1 << 10;

  /**
   * For a client that has yet to say who it is: ten arguments of 16 KiB, as Redis allows. Enough
   * for {@code HELLO 3 AUTH user password SETNAME name}, too little to exhaust memory with.
   */
  public static final RespLimits UNAUTHENTICATED =
      new RespLimits(
          UNKNOWN_ARGUMENTS,
          UNKNOWN_BULK_BYTES,
          UNKNOWN_ARGUMENTS * UNKNOWN_BULK_BYTES + UNKNOWN_FRAMING_BYTES,
          INLINE_BYTES,
          false);

  /** For known clients where nothing else is configured. */
  public static final RespLimits AUTHENTICATED = authenticated(1 << 20);

  /**
   * For known clients.
   *
   * @param frameBytesMax the longest argument, at most half of 2^31; the whole request may have 8
   *     MiB, or twice the longest argument if that is more
   */
  public static RespLimits authenticated(int frameBytesMax) {
    int totalBytes = Math.max(TOTAL_BYTES, Math.multiplyExact(2, frameBytesMax));
    return new RespLimits(ARGUMENTS, frameBytesMax, totalBytes, INLINE_BYTES, true);
  }
}
