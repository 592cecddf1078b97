package dev.rollcall.broadcast;

import dev.rollcall.store.KeyName;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The durable message log as its users see it, on any node. A topic exists from its first message
 * on; asking about one that does not is no error. Failures are {@link dev.rollcall.base.UserError}s
 * fit for a client. Thread-safe.
 */
public interface Topics {
  /** The longest name of a topic, in bytes of UTF-8. */
  int NAME_BYTES_MAX = KeyName.BYTES_MAX;

  /**
   * Appends messages, all or none, one after the other. Completed when they are durable; a failure
   * says either that they are not in the log or, with {@code TIMEOUT} or {@code STORE_FAILED}, that
   * nobody knows.
   *
   * @param key makes a repeated append harmless; null for none
   */
  CompletableFuture<Appended> append(String topic, @Nullable AppendKey key, List<Message> messages);

  /**
   * Follows a topic from {@code after} on, exclusively; from now on if that is null.
   *
   * @param wake called on any thread, see {@link Follower#next}; must return at once
   */
  Follower follow(String topic, @Nullable MessageId after, Runnable wake);

  /**
   * Reads history: what comes after {@code after}, up to and including {@code upTo}, oldest first.
   *
   * @param bytesMax about how much to read; at least one message if there is one
   */
  CompletableFuture<Page> read(
      String topic, MessageId after, MessageId upTo, int messagesMax, int bytesMax);

  /**
   * Reads history backwards: what comes before {@code before}, down to and including {@code
   * downTo}.
   */
  CompletableFuture<Page> readBackwards(
      String topic, MessageId before, MessageId downTo, int messagesMax, int bytesMax);

  /** How a topic stands. */
  CompletableFuture<TopicDescription> describe(String topic);

  /** The names of all topics that exist, sorted. */
  CompletableFuture<List<String>> names();

  default CompletableFuture<Void> create(String topic) {
    throw new UnsupportedOperationException();
  }

  default CompletableFuture<List<Page.@Nullable Entry>> find(String topic, List<MessageId> ids) {
    throw new UnsupportedOperationException();
  }
}
