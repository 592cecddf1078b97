package dev.rollcall.edge;

import dev.rollcall.base.ErrorCode;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.util.ByteString;

/**
 * One protocol's side of one connection: bytes in, replies out. It knows neither sockets nor actors
 * nor time; its {@link Connection} calls it from one thread at a time and, but for {@link #closed},
 * never again before the reply asked for last has come. A reply that is there already is given as a
 * completed future, and then goes out without a detour.
 */
public interface Session {

  /** The client was let in and can be heard; called once, before anything but {@link #error}. */
  default void opened() {}

  /** Takes the bytes of one chunk; the reply answers every frame they complete, in order. */
  CompletableFuture<Reply> received(ByteString chunk);

  /** The client has been quiet for a while: what {@link #endsByQuiet} promised is complete. */
  CompletableFuture<Reply> quiet();

  /** The client has ended its side. Replies still go out; the connection is closed after them. */
  CompletableFuture<Reply> ended();

  /** The next part of an answer, after a reply that said {@link Reply.Then#MORE}. */
  default CompletableFuture<Reply> more() {
    throw new IllegalStateException("no answer has more parts");
  }

  /**
   * What there is to say without having been asked. It is asked for after {@code wake} was run and
   * again after each reply that was not empty, but not before the client has taken that one: a
   * client that does not read is simply not told anything.
   */
  default CompletableFuture<Reply> live() {
    return CompletableFuture.completedFuture(Reply.NOTHING);
  }

  /**
   * Whether {@link #live} has to answer what was asked before anything else can be asked. Until
   * then {@link #received} and {@link #quiet} are not called.
   */
  default boolean blocked() {
    return false;
  }

  /** Whether the client may stay silent for as long as it likes, since it came to listen. */
  default boolean following() {
    return false;
  }

  /** How the protocol says that something went wrong. */
  ByteString error(ErrorCode code, String text);

  /** How the protocol takes leave when the server stops; may be empty. */
  ByteString farewell();

  /** The time between the last of {@link #live} and the farewell when the server stops. */
  default Duration farewellDelay() {
    return Duration.ZERO;
  }

  /**
   * The connection is over, however it ended. Called once if {@link #opened} was, after everything
   * else, perhaps while a reply is still being made.
   */
  default void closed() {}

  /**
   * The number of the frame that has begun and not ended, 0 if there is none. Different frames of a
   * connection have different numbers.
   */
  long unfinishedFrame();

  /** Whether the unfinished frame is complete once the client stays quiet. */
  boolean endsByQuiet();

  /** The memory kept for the unfinished frame, in bytes. */
  int bytesHeld();

  /** Where it counts what it is asked, always the same; complete for an answer that is there. */
  Tally tally();

  /** Makes the session of each connection of one listener. Thread-safe. */
  interface Factory {
    /**
     * A session for a connection just made.
     *
     * @param peer whom it is with
     */
    Session open(Peer peer);

    /** The listener is bound to this address. */
    default void bound(InetSocketAddress address) {}
  }
}
