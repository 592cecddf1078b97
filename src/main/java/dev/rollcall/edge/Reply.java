package dev.rollcall.edge;

import org.apache.pekko.util.ByteString;

/**
 * What a session answers to a batch.
 *
 * @param bytes what goes to the client; may be empty
 * @param then what comes after the bytes
 */
public record Reply(ByteString bytes, Then then) {
  /** How a connection goes on after the bytes of a reply. */
  public enum Then {
    /** The answer is complete and the connection lives on. */
    LIVE_ON,
    /** The same answer has more bytes, to be asked for once the client has taken these. */
    MORE,
    /** The connection is closed. */
    CLOSE
  }

  /** Nothing to say, the connection lives on. */
  public static final Reply NOTHING = of(ByteString.emptyByteString());

  /** Bytes to be taken before the next are asked for cannot be none. */
  public Reply {
    if (then == Then.MORE && bytes.isEmpty()) {
      throw new IllegalArgumentException("a part of an answer without a byte");
    }
  }

  /** The connection lives on after these bytes. */
  public static Reply of(ByteString bytes) {
    return new Reply(bytes, Then.LIVE_ON);
  }

  /** A part of an answer, at least one byte; {@link Session#more} gives the next. */
  public static Reply part(ByteString bytes) {
    return new Reply(bytes, Then.MORE);
  }

  /** The connection is closed after these bytes. */
  public static Reply lastWords(ByteString bytes) {
    return new Reply(bytes, Then.CLOSE);
  }
}
