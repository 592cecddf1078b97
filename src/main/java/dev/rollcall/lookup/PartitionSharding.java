package dev.rollcall.lookup;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;

/** Which node of the cluster each {@link Partition} lives on. */
final class PartitionSharding {
  /** Enough to spread over many nodes; a shard costs a message to its coordinator at each start. */
  private static final int SHARDS = 64;

  private PartitionSharding() {}

  /** Makes this node a home for partitions. */
  static void init(ActorSystem<?> system, PartitionHome home) {
    ClusterSharding.get(system)
        .init(
            Entity.of(
                    Partition.KEY,
                    context -> Partition.create(context.getEntityId(), home, context.getShard()))
                .withMessageExtractor(new Extractor())
                .withStopMessage(Partition.Leave.INSTANCE)
                // An idle partition still answers for its node; those that may sleep ask for it.
                .withSettings(ClusterShardingSettings.create(system).withNoPassivationStrategy())
                .withAllocationStrategy(
                    ShardCoordinator.ShardAllocationStrategy$.MODULE$.leastShardAllocationStrategy(
                        SHARDS, 1.0)));
  }

  static EntityRef<Partition.Command> entity(ActorSystem<?> system, String set, int partition) {
    return ClusterSharding.get(system).entityRefFor(Partition.KEY, set + "/" + partition);
  }

  /** Spreads the partitions of each set evenly, and those of different sets differently. */
  private static final class Extractor
      extends ShardingMessageExtractor<ShardingEnvelope<Partition.Command>, Partition.Command> {

    @Override
    public String entityId(ShardingEnvelope<Partition.Command> envelope) {
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
    public Partition.Command unwrapMessage(ShardingEnvelope<Partition.Command> envelope) {
      return envelope.message();
    }
  }
}
