package dev.rollcall.lookup;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.cluster.ClusterMessage;
import java.time.Duration;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * Owns one partition of one set on one node of the cluster: while it lives, its node answers for
 * the partition. It publishes that to the node's {@link LocalSet}, so that connections of the same
 * node answer without asking it, and answers the batches of other nodes itself. Nothing is lost
 * when it restarts or moves: the members are in the generation that each node has on its disk.
 */
final class Partition extends AbstractBehavior<Partition.Command> {

  static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "partition");

  /** Enough to spread over many nodes; a shard costs a message to its coordinator at each start. */
  private static final int SHARDS = 64;

  private static final Duration RESTART_MIN = Duration.ofMillis(100);
  private static final Duration RESTART_MAX = Duration.ofSeconds(10);

  sealed interface Command extends ClusterMessage {}

  /** Which of the keys of a batch are members, all of this partition. */
  record Find(long generation, Keys keys, ActorRef<Reply> replyTo) implements Command {}

  sealed interface Reply extends ClusterMessage {}

  /** One bit a key, from the generation that was asked for. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and as small as a message can be.
  record Found(long[] bits) implements Reply {}

  /** The node has another generation live than the one asked for. */
  record OtherGeneration(long generation) implements Reply {}

  /** A batch of keys as it travels: their bytes one after the other, and where each ends. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and as small as a message can be.
  record Keys(byte[] bytes, int[] ends) {

    static Keys of(ByteSlices keys) {
      int[] ends = new int[keys.count()];
      int end = 0;
      for (int i = 0; i < ends.length; i++) {
        end += keys.length(i);
        ends[i] = end;
      }
      byte[] bytes = new byte[end];
      for (int i = 0; i < ends.length; i++) {
        int length = keys.length(i);
        System.arraycopy(keys.bytes(), keys.start(i), bytes, ends[i] - length, length);
      }
      return new Keys(bytes, ends);
    }

    ByteSlices slices() {
      ByteSlices slices = new ByteSlices(bytes, ends.length);
      int start = 0;
      for (int end : ends) {
        slices.add(start, end);
        start = end;
      }
      return slices;
    }
  }

  /** Makes this node a home for partitions of the given sets. */
  static void initSharding(ActorSystem<?> system, Map<String, LocalSet> sets) {
    ClusterSharding.get(system)
        .init(
            Entity.of(KEY, context -> create(context.getEntityId(), sets))
                .withMessageExtractor(new Extractor())
                // An idle partition still answers for its node; passivated, it would have to be
                // asked.
                .withSettings(ClusterShardingSettings.create(system).withNoPassivationStrategy())
                .withAllocationStrategy(
                    ShardCoordinator.ShardAllocationStrategy$.MODULE$.leastShardAllocationStrategy(
                        SHARDS, 1.0)));
  }

  static EntityRef<Command> entity(ActorSystem<?> system, String set, int partition) {
    return ClusterSharding.get(system).entityRefFor(KEY, set + "/" + partition);
  }

  /** The behaviour of the partition named {@code set/number}. */
  static Behavior<Command> create(String entityId, Map<String, LocalSet> sets) {
    int slash = entityId.lastIndexOf('/');
    LocalSet set = sets.get(entityId.substring(0, slash));
    if (set == null) {
      // Another node has a set that this one was not configured with; the asker retries elsewhere.
      return Behaviors.stopped();
    }
    int number = Integer.parseInt(entityId.substring(slash + 1));
    return Behaviors.supervise(
            Behaviors.<Command>setup(context -> new Partition(context, set, number)))
        .onFailure(SupervisorStrategy.restartWithBackoff(RESTART_MIN, RESTART_MAX, 0.2));
  }

  private final LocalSet set;
  private final int number;

  private Partition(ActorContext<Command> context, LocalSet set, int number) {
    super(context);
    this.set = set;
    this.number = number;
    set.publish(number);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Find.class, this::onFind)
        .onSignal(PreRestart.class, signal -> onEnd())
        .onSignal(PostStop.class, signal -> onEnd())
        .build();
  }

  private Behavior<Command> onFind(Find find) {
    LocalSet.View view = set.acquire();
    if (view == null) {
      find.replyTo().tell(new OtherGeneration(0));
      return this;
    }
    Generation generation = view.generation();
    try {
      if (generation.fingerprint() == find.generation()) {
        find.replyTo().tell(new Found(generation.contains(find.keys().slices())));
      } else {
        find.replyTo().tell(new OtherGeneration(generation.fingerprint()));
      }
    } finally {
      generation.release();
    }
    return this;
  }

  private Behavior<Command> onEnd() {
    set.withdraw(number);
    return this;
  }

  /** Spreads the partitions of each set evenly, and those of different sets differently. */
  private static final class Extractor
      extends ShardingMessageExtractor<ShardingEnvelope<Command>, Command> {

    @Override
    public String entityId(ShardingEnvelope<Command> envelope) {
      return envelope.entityId();
    }

    @Override
    public String shardId(String entityId) {
      int slash = entityId.lastIndexOf('/');
      int number = Integer.parseInt(entityId.substring(slash + 1));
      int shard = Math.floorMod(entityId.substring(0, slash).hashCode() + number, SHARDS);
      return Integer.toString(shard);
    }

    @Override
    public Command unwrapMessage(ShardingEnvelope<Command> envelope) {
      return envelope.message();
    }
  }
}
