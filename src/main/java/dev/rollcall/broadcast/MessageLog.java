package dev.rollcall.broadcast;

import dev.rollcall.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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

  /**
   * Pages of history are made by so many threads at a time: each holds several copies of what may
   * be a large message.
   */
  private static final int HISTORY_THREADS = 4;

  private static final Duration STOP = Duration.ofSeconds(3);

  private MessageLog() {}

  /**
   * Starts this node's part: it becomes a home for topics and gets its {@link Fanout}.
   *
   * @param fatal told when the store has failed for good: nothing may be acknowledged any more
   * @param registry where the meters of topics are registered
   * @return whom to ask, on this node
   */
  public static Topics start(
      ActorContext<?> context,
      Store store,
      TopicSettings settings,
      Consumer<Throwable> fatal,
      MeterRegistry registry) {
    ActorSystem<?> system = context.getSystem();
    Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    Executor reading = threads(system, HISTORY_THREADS, "history");
    Executor deleting = threads(system, 1, "retention");
    History history = new History(store.events(), new TopicFormat(), reading);
    TopicStores stores =
        new TopicStores(
            settings,
            store.events(),
            store.keys(),
            history,
            Clock.systemUTC(),
            new TopicMeters(registry),
            fatal,
            blocking,
            deleting);
    ClusterSharding sharding = ClusterSharding.get(system);
    Topic.initSharding(sharding, stores);
    ConcurrentHashMap<String, Feed> feeds = new ConcurrentHashMap<>();
    ActorRef<Fanout.Command> fanout =
        context.spawn(Fanout.create(feeds, new FollowerMeters(registry)), "fanout");
    // Before topics leave this node, lest it ask for them where they have just been.
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeClusterShutdown(),
            "stop-fanout",
            () -> AskPattern.ask(fanout, Fanout.Stop::new, STOP, system.scheduler()));
    Topics topics =
        new ShardedTopics(sharding, fanout, feeds, stores, system.executionContext()::execute);
    system
        .scheduler()
        .scheduleWithFixedDelay(
            SWEEP, SWEEP, () -> sweep(topics, sharding), system.executionContext());
    return topics;
  }

  /** Threads of their own, up to so many, until the node ends. */
  private static Executor threads(ActorSystem<?> system, int count, String name) {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            count,
            work -> {
              Thread thread = new Thread(work, name);
              thread.setDaemon(true);
              return thread;
            });
    var unused = system.getWhenTerminated().thenRun(threads::shutdownNow);
    return threads;
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
