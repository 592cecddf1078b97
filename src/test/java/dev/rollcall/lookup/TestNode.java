package dev.rollcall.lookup;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.rollcall.cluster.NodeConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.jspecify.annotations.Nullable;

/** A node with sets and nothing else, in this JVM; several of them can form a cluster. */
final class TestNode implements AutoCloseable {

  /** Remoting in the clear on loopback, and a cluster that decides quickly. */
  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              pekko.remote.artery.transport = tcp
              pekko.cluster.sharding.rebalance-interval = 200ms
              pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
              pekko.coordinated-shutdown.run-by-actor-system-terminate = on
              """)
          .withFallback(NodeConfig.defaults())
          .resolve();

  private final ActorSystem<SetLoader.Event> system;
  private final CompletableFuture<Sets> sets;
  private final CompletableFuture<SetLoader.Event> outcome;

  private TestNode(
      ActorSystem<SetLoader.Event> system,
      CompletableFuture<Sets> sets,
      CompletableFuture<SetLoader.Event> outcome) {
    this.system = system;
    this.sets = sets;
    this.outcome = outcome;
  }

  /** Starts a node that joins the cluster of {@code first}, or makes one of its own. */
  static TestNode start(@Nullable TestNode first, Path directory, SetSettings settings) {
    CompletableFuture<Sets> sets = new CompletableFuture<>();
    CompletableFuture<SetLoader.Event> outcome = new CompletableFuture<>();
    ActorSystem<SetLoader.Event> system =
        ActorSystem.create(
            Behaviors.setup(
                context -> {
                  ActorRef<SetLoader.Event> self = context.getSelf();
                  join(context.getSystem(), first);
                  sets.complete(Sets.start(context, directory, List.of(settings), self));
                  return Behaviors.receive(SetLoader.Event.class)
                      .onAnyMessage(
                          event -> {
                            outcome.complete(event);
                            return Behaviors.same();
                          })
                      .build();
                }),
            "test",
            CONFIG);
    return new TestNode(system, sets, outcome);
  }

  private static void join(ActorSystem<?> system, @Nullable TestNode first) {
    Cluster cluster = Cluster.get(system);
    Cluster seed = first == null ? cluster : Cluster.get(first.system);
    cluster.manager().tell(Join.create(seed.selfMember().address()));
  }

  ActorSystem<?> system() {
    return system;
  }

  /** The first thing that the set's loader had to say. */
  SetLoader.Event outcome() throws Exception {
    return outcome.get(30, TimeUnit.SECONDS);
  }

  Membership membership(String set) {
    return sets.join().membership(set);
  }

  /** Leaves the cluster, handing its partitions over, and stops. */
  @Override
  public void close() {
    system.terminate();
    var unused =
        system.getWhenTerminated().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
