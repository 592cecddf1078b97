package dev.rollcall.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.rollcall.cluster.NodeConfig;
import dev.rollcall.store.Store;
import dev.rollcall.store.StoreSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.jspecify.annotations.Nullable;

/** A node with a message log and nothing else, in this JVM; several can form a cluster. */
public final class LogNode implements AutoCloseable {
  static final Retention KEEP_ALL = new Retention(Duration.ZERO, 0, 0);

  /** Remoting in the clear on loopback, and a cluster that decides quickly. */
  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              pekko.remote.artery.transport = tcp
              pekko.cluster.sharding.rebalance-interval = 200ms
              pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
              pekko.coordinated-shutdown.run-by-actor-system-terminate = on
              """)
          .withFallback(NodeConfig.defaults());

  private static final long LIMIT_SECONDS = 30;

  private final ActorSystem<Void> system;
  private final Store store;
  private final Topics topics;
  private final Groups groups;
  private final AtomicReference<@Nullable Throwable> fatal;
  private final MeterRegistry registry;

  private LogNode(
      ActorSystem<Void> system,
      Store store,
      Topics topics,
      Groups groups,
      AtomicReference<@Nullable Throwable> fatal,
      MeterRegistry registry) {
    this.system = system;
    this.store = store;
    this.topics = topics;
    this.groups = groups;
    this.fatal = fatal;
    this.registry = registry;
  }

  public static LogNode start(StoreSettings settings) {
    return start(settings, KEEP_ALL, null);
  }

  /** Starts a node that joins the cluster of {@code first}, or makes one of its own. */
  static LogNode start(StoreSettings settings, Retention retention, @Nullable LogNode first) {
    Store store = Store.open(settings);
    CompletableFuture<Topics> topics = new CompletableFuture<>();
    CompletableFuture<Groups> groups = new CompletableFuture<>();
    AtomicReference<@Nullable Throwable> fatal = new AtomicReference<>();
    MeterRegistry registry = new SimpleMeterRegistry();
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.setup(
                context -> {
                  Cluster cluster = Cluster.get(context.getSystem());
                  Cluster seed = first == null ? cluster : Cluster.get(first.system);
                  cluster.manager().tell(Join.create(seed.selfMember().address()));
                  topics.complete(
                      MessageLog.start(
                          context,
                          store,
                          new TopicSettings(retention, Map.of()),
                          fatal::set,
                          registry));
                  groups.complete(ConsumerGroups.start(context, store, topics.join(), fatal::set));
                  return Behaviors.empty();
                }),
            "test",
            store.persistence().withFallback(CONFIG).resolve());
    return new LogNode(system, store, topics.join(), groups.join(), fatal, registry);
  }

  public MeterRegistry registry() {
    return registry;
  }

  public Topics topics() {
    return topics;
  }

  public Groups groups() {
    return groups;
  }

  public Store store() {
    return store;
  }

  @Nullable Throwable fatal() {
    return fatal.get();
  }

  /** Makes a topic look now whether it keeps too much. */
  void sweep(String topic) {
    ClusterSharding.get(system).entityRefFor(Topic.KEY, topic).tell(Topic.Sweep.INSTANCE);
  }

  /** Makes a topic's entity end, as if the topic moved elsewhere. */
  void leave(String topic) {
    ClusterSharding.get(system).entityRefFor(Topic.KEY, topic).tell(Topic.Leave.INSTANCE);
  }

  /** Makes the entity of a topic's groups end, as if it moved elsewhere. */
  void leaveGroups(String topic) {
    ClusterSharding.get(system).entityRefFor(GroupLog.KEY, topic).tell(GroupLog.Leave.INSTANCE);
  }

  /** How many topics this node is home to now. */
  int topicsHere() {
    return AskPattern.ask(
            ClusterSharding.get(system).shardState(),
            (ActorRef<ShardRegion.CurrentShardRegionState> replyTo) ->
                new GetShardRegionState(Topic.KEY, replyTo),
            Duration.ofSeconds(LIMIT_SECONDS),
            system.scheduler())
        .toCompletableFuture()
        .join()
        .getShards()
        .stream()
        .mapToInt(shard -> shard.getEntityIds().size())
        .sum();
  }

  public Appended append(String topic, String... texts) {
    return await(topics.append(topic, null, messages(texts)));
  }

  static List<Message> messages(String... texts) {
    List<Message> messages = new ArrayList<>();
    for (String text : texts) {
      messages.add(Message.text(text.getBytes(UTF_8)));
    }
    return messages;
  }

  static List<String> texts(Page page) {
    return page.entries().stream().map(e -> new String(e.message().text(), UTF_8)).toList();
  }

  /** All messages after an ID, read in pages of at most so many. */
  public List<Page.Entry> history(String topic, MessageId after, int page) {
    List<Page.Entry> all = new ArrayList<>();
    MessageId cursor = after;
    while (true) {
      Page read = await(topics.read(topic, cursor, MessageId.MAX, page, 1 << 20));
      if (read.entries().isEmpty()) {
        return all;
      }
      all.addAll(read.entries());
      cursor = all.get(all.size() - 1).id();
    }
  }

  public static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Leaves the cluster, handing its topics over, and stops. */
  @Override
  public void close() {
    system.terminate();
    var unused =
        system
            .getWhenTerminated()
            .toCompletableFuture()
            .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
            .join();
    store.close();
  }
}
