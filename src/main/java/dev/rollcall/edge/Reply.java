package dev.rollcall.edge;

import org.apache.pekko.util.ByteString;

/**
 * What a session answers to a batch.
 *
 * @param bytes what goes to the client; may be empty
 * @param last whether the connection is closed once the bytes are out
 */
public record Reply(ByteString bytes, boolean last) {
  /** Nothing to say, the connection lives on. */
  public static final Reply NOTHING = new Reply(ByteString.emptyByteString(), false);

  /** The connection lives on after these bytes. */
  public static Reply of(ByteString bytes) {
    return new Reply(bytes, false);
  }

  /** The connection is closed after these bytes. */
  public static Reply lastWords(ByteString bytes) {
    return new Reply(bytes, true);
  }
}
