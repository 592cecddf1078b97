package dev.rollcall.broadcast;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber's place in a topic: a cursor that moves as messages are taken. Nothing is kept for a
 * follower that takes nothing, and it loses nothing: what it has missed is read from history, in
 * order, without gap or duplicate. Used by one thread at a time.
 */
public interface Follower extends AutoCloseable {
  /** Completed once it is known where the follower begins: everything after that ID comes. */
  CompletableFuture<MessageId> ready();

  /**
   * Takes what comes after the cursor. Empty where there is nothing yet; then, and only then, the
   * follower's {@code wake} is called once, on any thread, as soon as there may be something.
   *
   * @param bytesMax about how much to take; at least one message is taken if there is one
   */
  CompletableFuture<Page> next(int bytesMax);

  /** The ID of the message taken last, or where the follower began; null until that is known. */
  @Nullable MessageId cursor();

  /** Ceases to follow. {@code wake} may still be called once. */
  @Override
  void close();
}
