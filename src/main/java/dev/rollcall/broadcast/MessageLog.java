package dev.rollcall.broadcast;

import dev.rollcall.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** Makes a node part of the message log. */
public final class MessageLog {
  /** Topics that nobody uses are woken so often, to give up what they need not keep. */
  private static final Duration SWEEP = Duration.ofHours(1);

  private static final Duration STOP = Duration.ofSeconds(3);

  private MessageLog() {}

  /**
   * Starts this node's part: it becomes a home for topics and gets its {@link Fanout}.
   *
   * @param fatal told when the store has failed for good: nothing may be acknowledged any more
   * @return whom to ask, on this node
   */
  public static Topics start(
      ActorContext<?> context, Store store, TopicSettings settings, Consumer<Throwable> fatal) {
    ActorSystem<?> system = context.getSystem();
    Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    History history = new History(store.events(), new TopicFormat(), blocking);
    TopicStores stores =
        new TopicStores(
            settings, store.events(), store.keys(), history, Clock.systemUTC(), fatal, blocking);
    ClusterSharding sharding = ClusterSharding.get(system);
    Topic.initSharding(sharding, stores);
    ConcurrentHashMap<String, Feed> feeds = new ConcurrentHashMap<>();
    ActorRef<Fanout.Command> fanout = context.spawn(Fanout.create(feeds), "fanout");
    // Before topics leave this node, lest it ask for them where they have just been.
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeClusterShutdown(),
            "stop-fanout",
            () -> AskPattern.ask(fanout, Fanout.Stop::new, STOP, system.scheduler()));
    Topics topics =
        new ShardedTopics(sharding, fanout, feeds, stores, system.executionContext()::execute);
    var unused =
        system
            .scheduler()
            .scheduleWithFixedDelay(
                SWEEP, SWEEP, () -> sweep(topics, sharding), system.executionContext());
    return topics;
  }

  private static void sweep(Topics topics, ClusterSharding sharding) {
    var unused =
        topics
            .names()
            .thenAccept(
                names ->
                    names.forEach(
                        name -> sharding.entityRefFor(Topic.KEY, name).tell(Topic.Sweep.INSTANCE)));
  }
}
