package dev.rollcall.edge;

import dev.rollcall.base.ErrorCode;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.util.ByteString;

/**
 * One protocol's side of one connection: bytes in, replies out. It knows neither sockets nor actors
 * nor time; its {@link Connection} calls it from one thread at a time and never again before the
 * reply asked for last has come. A reply that is there already is given as a completed future, and
 * then goes out without a detour.
 */
public interface Session {

  /** Takes the bytes of one chunk; the reply answers every frame they complete, in order. */
  CompletableFuture<Reply> received(ByteString chunk);

  /** The client has been quiet for a while: what {@link #endsByQuiet} promised is complete. */
  CompletableFuture<Reply> quiet();

  /** The client has ended its side. Replies still go out; the connection is closed after them. */
  CompletableFuture<Reply> ended();

  /** How the protocol says that something went wrong. */
  ByteString error(ErrorCode code, String text);

  /** How the protocol takes leave when the server stops; may be empty. */
  ByteString farewell();

  /**
   * The number of the frame that has begun and not ended, 0 if there is none. Different frames of a
   * connection have different numbers.
   */
  long unfinishedFrame();

  /** Whether the unfinished frame is complete once the client stays quiet. */
  boolean endsByQuiet();

  /** The memory kept for the unfinished frame, in bytes. */
  int bytesHeld();

  /** Makes the session of each connection of one listener. Thread-safe. */
  interface Factory {
    /**
     * A session for a connection just made.
     *
     * @param client the client's address as it appears in logs
     */
    Session open(String client);
  }
}
