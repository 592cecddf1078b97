package dev.rollcall.broadcast;

import dev.rollcall.store.KeyName;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The durable message log as its users see it, on any node. A topic exists from its first message
 * on until it is deleted; asking about one that does not is no error. What was removed is not seen
 * by anybody who asks after that. Failures are {@link dev.rollcall.base.UserError}s fit for a
 * client; one of a change says, with {@code TIMEOUT} or {@code STORE_FAILED}, that nobody knows
 * whether it was made. Thread-safe.
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
  default CompletableFuture<Appended> append(
      String topic, @Nullable AppendKey key, List<Message> messages) {
    return append(topic, key, messages, AppendAt.NEXT);
  }

  /**
   * As {@link #append(String, AppendKey, List)}, under the IDs asked for. Fails with {@code OLD_ID}
   * where they are not greater than the last one, with {@code NO_MORE_IDS} where that is the
   * greatest there is, with {@code NO_SUCH_TOPIC} where the topic has to exist and does not.
   */
  CompletableFuture<Appended> append(
      String topic, @Nullable AppendKey key, List<Message> messages, AppendAt at);

  /** Makes a topic without messages, unless it exists; gives whether it did not. */
  CompletableFuture<Boolean> create(String topic);

  /**
   * Deletes a topic and gives its name back; gives whether there was one. If it is made again, its
   * IDs go on after the last one given, so that no cursor is ever wrong.
   */
  CompletableFuture<Boolean> delete(String topic);

  /** Removes messages; gives how many of them there were. */
  CompletableFuture<Long> remove(String topic, List<MessageId> ids);

  /** Removes the oldest messages; gives how many. */
  CompletableFuture<Long> trim(String topic, Trim trim);

  /**
   * Sets what a topic counts. Fails with {@code NO_SUCH_TOPIC}, with {@code OLD_ID} where {@code
   * id} is before the last ID given, with {@code BAD_ARGUMENT} where there are more messages than
   * {@code added}.
   *
   * @param id counts as the ID given last
   * @param added counts as the number of messages appended; null to leave that
   * @param maxDeleted counts as the greatest ID removed; null to leave that
   */
  CompletableFuture<Void> setLast(
      String topic, MessageId id, @Nullable Long added, @Nullable MessageId maxDeleted);

  /** The messages with these IDs in the same order, null for those that are not there. */
  CompletableFuture<List<Page.@Nullable Entry>> find(String topic, List<MessageId> ids);

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
   * Reads history backwards: what comes before {@code before}, all if that is null, down to and
   * including {@code downTo}.
   */
  CompletableFuture<Page> readBackwards(
      String topic, @Nullable MessageId before, MessageId downTo, int messagesMax, int bytesMax);

  /** How a topic stands. */
  CompletableFuture<TopicDescription> describe(String topic);

  /** The names of all topics that exist, sorted. */
  CompletableFuture<List<String>> names();
}
