package dev.rollcall.base;

import java.util.Locale;

/**
 * The stable names of everything that can go wrong for a user. They appear in {@code ERROR <CODE>
 * <text>} lines, so that a name once published is never changed.
 */
public enum ErrorCode {
  /** A configuration key, command-line option or file given by the administrator is unusable. */
  CONFIGURATION,
  /** A frame is longer than the listener's {@code frame-bytes-max}. */
  FRAME_TOO_LONG,
  /** The listener, the address or the process has all the connections it may have. */
  BUSY,
  /** A deadline passed: an unfinished frame, an idle connection. */
  TIMEOUT,
  /** The process holds as many unanswered bytes as it may. */
  OVERLOADED,
  /** The bytes are of another protocol than the listener's. */
  WRONG_PROTOCOL,
  /** A line that begins with {@code /} is no command of the protocol. */
  UNKNOWN_COMMAND,
  /** A command's arguments are not what it needs. */
  BAD_ARGUMENT,
  /** Bytes that are not UTF-8 where text is promised. */
  BAD_ENCODING,
  /** A frame is not what the listener's framing says. */
  BAD_FRAME,
  /** A message without a byte. */
  EMPTY_MESSAGE,
  /** Messages that were to come are not kept any more. */
  TRIMMED,
  /** Nothing can answer now; the same request may be sent again. */
  UNAVAILABLE,
  /** This client may not do that. */
  NOT_ALLOWED,
  /** The name is that of something else: a set's for a topic, or a topic's for a set. */
  WRONG_TYPE,
  /** A topic that has to exist does not. */
  NO_SUCH_TOPIC,
  /** An ID that is not greater than the last one that the topic has given. */
  OLD_ID,
  /** The topic has given the greatest ID there is. */
  NO_MORE_IDS,
  /** The store has no room; nothing was stored, and the same may be asked again later. */
  STORE_FULL,
  /** The store failed for good; the server stops. */
  STORE_FAILED,
  /** A fault of the server's own; its log says more. */
  INTERNAL;

  /** The name as it is written on the wire: capitals and hyphens. */
  public String wire() {
    return name().toUpperCase(Locale.ROOT).replace('_', '-');
  }
}
