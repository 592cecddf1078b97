package dev.rollcall.broadcast;

import dev.rollcall.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.pubsub.Topic;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** Makes a node part of the consumer groups. */
public final class ConsumerGroups {
  /** Waiting readers look so often for what they were not told of, as a node was lost. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

  private ConsumerGroups() {}

  /**
   * Starts this node's part: it becomes a home for groups and hears where they go.
   *
   * @param topics the message log, as {@link MessageLog#start} gave it
   * @param fatal told when the store has failed for good: nothing may be acknowledged any more
   * @return whom to ask, on this node
   */
  public static Groups start(
      ActorContext<?> context, Store store, Topics topics, Consumer<Throwable> fatal) {
    ActorSystem<?> system = context.getSystem();
    ActorRef<Topic.Command<GroupNotice>> notices =
        context.spawn(Topic.create(GroupNotice.class, "group-notices"), "group-notices");
    GroupStores stores =
        new GroupStores(
            topics,
            store.events(),
            Clock.systemUTC(),
            fatal,
            notices,
            system.dispatchers().lookup(DispatcherSelector.blocking()));
    ClusterSharding sharding = ClusterSharding.get(system);
    GroupLog.initSharding(sharding, stores);
    GroupTurns turns = new GroupTurns(topics);
    ActorRef<GroupNotice> listener =
        context.spawn(
            Behaviors.receive(GroupNotice.class)
                .onMessage(
                    GroupNotice.class,
                    notice -> {
                      turns.news(notice.topic());
                      return Behaviors.same();
                    })
                .build(),
            "group-listener");
    notices.tell(Topic.subscribe(listener));
    var unused =
        system
            .scheduler()
            .scheduleWithFixedDelay(
                LOOK_AGAIN, LOOK_AGAIN, turns::lookAgain, system.executionContext());
    return new ShardedGroups(sharding, turns, system.executionContext()::execute);
  }
}
