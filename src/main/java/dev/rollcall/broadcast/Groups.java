package dev.rollcall.broadcast;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Consumer groups of topics, as Redis 7.0 has them, on any node. A group has a cursor; each message
 * after it goes to one of the group's consumers and is pending until that one, or another that has
 * claimed it, acknowledges it. All of this is durable before it is answered: what was delivered and
 * not acknowledged stays pending whatever happens, what was acknowledged does not come back.
 *
 * <p>Groups belong to one life of a topic: with its deletion they are gone. Names of groups and
 * consumers are any bytes, each one char of a string (ISO 8859-1).
 *
 * <p>Failures are {@link GroupRefused} where the topic or the group is not as it would have to be,
 * else {@link dev.rollcall.base.UserError}; with {@code TIMEOUT} or {@code STORE_FAILED} nobody
 * knows what was done. Thread-safe.
 */
public interface Groups {
  /** The longest name of a group or consumer, in bytes: as long as a topic's. */
  int NAME_BYTES_MAX = 255;

  /** So many groups a topic may have: each is looked at with every change of one of them. */
  int GROUPS_MAX = 1_000;

  /**
   * So many consumers a group may have. They stay until they are deleted: processes that each make
   * up a new name would fill any memory.
   */
  int CONSUMERS_MAX = 4_000;

  /**
   * So many messages may be pending in a group. They are kept in memory, about 130 bytes each, and
   * in each snapshot; a group with more of them has consumers that never acknowledge.
   */
  int PENDING_MAX = 100_000;

  /** So many messages may be pending in all groups of a topic: about 33 MB of heap. */
  int TOPIC_PENDING_MAX = 250_000;

  /** So many pending messages of a group, or of a consumer, details show. */
  int DETAILS_MAX = 1_000;

  /** A counter whose value nobody knows. */
  long UNKNOWN = -1;

  /**
   * A message for a consumer.
   *
   * @param message null if it is not in the topic any more
   */
  record Item(MessageId id, @Nullable Message message) {}

  /**
   * What a consumer was given.
   *
   * @param served false if there was nothing new
   */
  record Delivery(boolean served, List<Item> items) {
    /** Nothing new. */
    public static final Delivery NOTHING = new Delivery(false, List.of());
  }

  /**
   * What is pending in a group.
   *
   * @param first the first ID of all; null without any
   * @param last the last ID of all; null without any
   * @param consumers those for whom something is pending, sorted by name
   */
  record Summary(
      long count, @Nullable MessageId first, @Nullable MessageId last, List<Share> consumers) {}

  /** How much is pending for one consumer. */
  record Share(String consumer, long count) {}

  /**
   * Which pending messages are asked for: those from {@code from} to {@code to}, both included,
   * that were delivered at least so long ago, the first {@code count} of them.
   *
   * @param consumer whose; null for everybody's
   */
  record Range(
      MessageId from, MessageId to, long count, long idleMillisMin, @Nullable String consumer) {}

  /**
   * One pending message.
   *
   * @param deliveredMillis when it was delivered last
   * @param idleMillis how long ago that was, not negative
   * @param deliveries how often it was
   */
  record PendingMessage(
      MessageId id, String consumer, long deliveredMillis, long idleMillis, long deliveries) {}

  /**
   * How messages are claimed.
   *
   * @param ids which
   * @param idleMillisMin those delivered later than that stay where they are
   * @param atMillis when they are to have been delivered; now if that is negative or to come
   * @param deliveries how often they are to have been; negative for once more than they were
   * @param force whether messages that are not pending become so
   * @param justIds whether only IDs are asked for, which does not count as a delivery
   * @param last moves the group's cursor up to there; null to leave it
   */
  record Claim(
      List<MessageId> ids,
      long idleMillisMin,
      long atMillis,
      long deliveries,
      boolean force,
      boolean justIds,
      @Nullable MessageId last) {
    /** The same with other IDs. */
    Claim of(List<MessageId> others) {
      return new Claim(others, idleMillisMin, atMillis, deliveries, force, justIds, last);
    }
  }

  /**
   * What was claimed of what had been pending.
   *
   * @param next where to go on; {@link MessageId#NONE} at the end
   * @param items claimed; without messages where only IDs were asked for
   * @param deleted not in the topic any more, and therefore not pending either
   */
  record Claimed(MessageId next, List<Item> items, List<MessageId> deleted) {}

  /**
   * A group at one moment.
   *
   * @param consumers how many there are
   * @param pending how many messages are
   * @param entriesRead how many messages had been added up to its cursor, or {@link #UNKNOWN}
   * @param lagKnown whether {@code lag} is known
   * @param lag how many messages come after its cursor; less than none where somebody has set the
   *     counter beyond them
   */
  record Description(
      String name,
      long consumers,
      long pending,
      MessageId last,
      long entriesRead,
      boolean lagKnown,
      long lag) {}

  /**
   * A consumer at one moment.
   *
   * @param pending how many messages are
   * @param seenMillis when it last got or asked again for messages
   * @param idleMillis how long ago that was, not negative
   */
  record Member(String name, long pending, long seenMillis, long idleMillis) {}

  /** A group with the first of its pending messages, and its consumers with the first of theirs. */
  record Details(Description group, List<PendingMessage> pending, List<MemberDetails> consumers) {}

  /** A consumer with the first of its pending messages. */
  record MemberDetails(Member consumer, List<PendingMessage> pending) {}

  /** Wakes a reader that waits for a group's next messages. */
  interface Turn extends AutoCloseable {
    /**
     * The reader has looked after it was woken.
     *
     * @param found whether there was something for it; then another one may have its turn
     */
    void taken(boolean found);

    /** The reader waits no longer. */
    @Override
    void close();
  }

  /**
   * Makes a group.
   *
   * @param after where it begins; null for the topic's end
   * @param entriesRead or {@link #UNKNOWN}
   * @param makeTopic whether to make the topic where there is none
   */
  CompletableFuture<Void> create(
      String topic, String group, @Nullable MessageId after, long entriesRead, boolean makeTopic);

  /** Moves a group's cursor; parameters as of {@link #create}. */
  CompletableFuture<Void> setCursor(
      String topic, String group, @Nullable MessageId after, long entriesRead);

  /** Gives up a group; whether there was one. */
  CompletableFuture<Boolean> destroy(String topic, String group);

  /** Makes a consumer; whether it is new. */
  CompletableFuture<Boolean> createConsumer(String topic, String group, String consumer);

  /** Gives up a consumer with all that is pending for it; how much that was. */
  CompletableFuture<Long> deleteConsumer(String topic, String group, String consumer);

  /** Completes if there is such a group, and fails if not. */
  CompletableFuture<Void> check(String topic, String group);

  /**
   * Delivers messages after the group's cursor to a consumer, which is made where there is none and
   * something to deliver.
   *
   * @param count at most so many; fewer where they are large
   * @param acknowledged whether they need not be acknowledged
   */
  CompletableFuture<Delivery> take(
      String topic, String group, String consumer, int count, boolean acknowledged);

  /** Delivers once more what is pending for a consumer, from the first ID after {@code after}. */
  CompletableFuture<Delivery> takeAgain(
      String topic, String group, String consumer, MessageId after, int count);

  /** How many of these were pending; they are not any more. */
  CompletableFuture<Long> acknowledge(String topic, String group, List<MessageId> ids);

  /** What is pending in a group. */
  CompletableFuture<Summary> pending(String topic, String group);

  /** Some of what is pending in a group, in the order of the IDs. */
  CompletableFuture<List<PendingMessage>> pending(String topic, String group, Range range);

  /**
   * Gives a consumer messages that are pending for others. Those that are not in the topic any more
   * cease to be pending.
   */
  CompletableFuture<List<Item>> claim(String topic, String group, String consumer, Claim claim);

  /**
   * Gives a consumer what is pending from {@code from} on and was delivered long enough ago.
   *
   * @param count at most so many, deleted ones included; ten times as many are looked at
   */
  CompletableFuture<Claimed> claimNext(
      String topic,
      String group,
      String consumer,
      long idleMillisMin,
      MessageId from,
      int count,
      boolean justIds);

  /** The groups of a topic, sorted by name. */
  CompletableFuture<List<Description>> describe(String topic);

  /** The consumers of a group, sorted by name. */
  CompletableFuture<List<Member>> consumers(String topic, String group);

  /**
   * Everything about the groups of a topic.
   *
   * @param count so many pending messages of each group and each consumer, up to {@link
   *     #DETAILS_MAX}
   */
  CompletableFuture<List<Details>> details(String topic, int count);

  /**
   * Waits for its turn in a group: {@code wake} is run, on any thread, when there may be something
   * to take, for one reader of a node after the other in the order in which they came; also when
   * the group is gone. Take first after this, then wait: what comes meanwhile wakes.
   */
  Turn await(String topic, String group, Runnable wake);
}
