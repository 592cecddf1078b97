package dev.rollcall.lookup;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.rollcall.base.UserError;
import dev.rollcall.cluster.NodeConfig;
import dev.rollcall.store.Store;
import dev.rollcall.store.StoreSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.jspecify.annotations.Nullable;

/** A node with sets and nothing else, in this JVM; several of them can form a cluster. */
public final class TestNode implements AutoCloseable {

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

  private final Store store;
  private final ActorSystem<SetLoader.Event> system;
  private final CompletableFuture<Sets> sets;
  private final CompletableFuture<SetLoader.Event> outcome;
  private final AtomicReference<@Nullable Throwable> fatal;
  private final MeterRegistry registry;

  private TestNode(
      Store store,
      ActorSystem<SetLoader.Event> system,
      CompletableFuture<Sets> sets,
      CompletableFuture<SetLoader.Event> outcome,
      AtomicReference<@Nullable Throwable> fatal,
      MeterRegistry registry) {
    this.store = store;
    this.system = system;
    this.sets = sets;
    this.outcome = outcome;
    this.fatal = fatal;
    this.registry = registry;
  }

  /** Starts a node with a store of its own; see below. */
  public static TestNode start(@Nullable TestNode first, Path directory, SetSettings settings) {
    return start(first, directory, settings, StoreSettings.sqlite(directory));
  }

  /** Starts a node that joins the cluster of {@code first}, or makes one of its own. */
  static TestNode start(
      @Nullable TestNode first, Path directory, SetSettings settings, StoreSettings storeSettings) {
    return start(first, directory, settings, storeSettings, "");
  }

  /** The same with some of the configuration changed. */
  static TestNode start(
      @Nullable TestNode first,
      Path directory,
      SetSettings settings,
      StoreSettings storeSettings,
      String configuration) {
    Store store = Store.open(storeSettings);
    CompletableFuture<Sets> sets = new CompletableFuture<>();
    CompletableFuture<SetLoader.Event> outcome = new CompletableFuture<>();
    AtomicReference<@Nullable Throwable> fatal = new AtomicReference<>();
    MeterRegistry registry = new SimpleMeterRegistry();
    ActorSystem<SetLoader.Event> system =
        ActorSystem.create(
            Behaviors.setup(
                context -> {
                  ActorRef<SetLoader.Event> self = context.getSelf();
                  join(context.getSystem(), first);
                  try {
                    sets.complete(
                        Sets.start(
                            context,
                            directory,
                            List.of(settings),
                            store,
                            fatal::set,
                            registry,
                            self));
                  } catch (UserError e) {
                    sets.completeExceptionally(e);
                  }
                  return Behaviors.receive(SetLoader.Event.class)
                      .onAnyMessage(
                          event -> {
                            outcome.complete(event);
                            return Behaviors.same();
                          })
                      .build();
                }),
            "test",
            ConfigFactory.parseString(configuration)
                .withFallback(store.persistence())
                .withFallback(CONFIG)
                .resolve());
    return new TestNode(store, system, sets, outcome, fatal, registry);
  }

  private static void join(ActorSystem<?> system, @Nullable TestNode first) {
    Cluster cluster = Cluster.get(system);
    Cluster seed = first == null ? cluster : Cluster.get(first.system);
    cluster.manager().tell(Join.create(seed.selfMember().address()));
  }

  public ActorSystem<?> system() {
    return system;
  }

  /** The first thing that the set's loader had to say. */
  public SetLoader.Event outcome() throws Exception {
    return outcome.get(30, TimeUnit.SECONDS);
  }

  /** What the sets' store failed of for good, if it did. */
  @Nullable Throwable fatal() {
    return fatal.get();
  }

  public Store store() {
    return store;
  }

  MeterRegistry registry() {
    return registry;
  }

  public Sets sets() {
    return sets.join();
  }

  public EditableMembership membership(String set) {
    return sets.join().membership(set);
  }

  /** Leaves the cluster, handing its partitions over, and stops. */
  @Override
  public void close() {
    system.terminate();
    var unused =
        system.getWhenTerminated().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    store.close();
  }
}
