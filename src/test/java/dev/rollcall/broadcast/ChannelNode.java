package dev.rollcall.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.rollcall.cluster.NodeConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.jspecify.annotations.Nullable;

/** A node with channels and nothing else, in this JVM; several can form a cluster. */
final class ChannelNode implements AutoCloseable {
  /** Remoting in the clear on loopback. */
  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              pekko.remote.artery.transport = tcp
              pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
              pekko.coordinated-shutdown.run-by-actor-system-terminate = on
              """)
          .withFallback(NodeConfig.defaults());

  private static final long LIMIT_SECONDS = 30;

  private final ActorSystem<Void> system;
  private final Channels channels;

  private ChannelNode(ActorSystem<Void> system, Channels channels) {
    this.system = system;
    this.channels = channels;
  }

  /** A client that keeps all it gets when it is asked. */
  static final class Client implements Subscriber.Owner {
    private final Subscriber subscriber;
    private final List<String> got = new ArrayList<>();
    volatile int cuts;

    Client(ChannelNode node) {
      this.subscriber = node.channels.open(this);
    }

    Subscriber subscriber() {
      return subscriber;
    }

    Client subscribe(String channel) {
      subscriber.subscribe(channel.getBytes(UTF_8));
      return this;
    }

    Client subscribeToPattern(String pattern) {
      subscriber.subscribeToPattern(pattern.getBytes(UTF_8));
      return this;
    }

    List<String> got() {
      subscriber
          .take(Long.MAX_VALUE)
          .forEach(delivery -> got.add(new String(delivery.message(), UTF_8)));
      return got;
    }

    @Override
    public void wake() {}

    @Override
    public synchronized void cut() {
      cuts++;
    }
  }

  /** Starts a node that joins the cluster of {@code first}, or makes one of its own. */
  static ChannelNode start(@Nullable ChannelNode first) {
    CompletableFuture<Channels> channels = new CompletableFuture<>();
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.setup(
                context -> {
                  Cluster cluster = Cluster.get(context.getSystem());
                  Cluster seed = first == null ? cluster : Cluster.get(first.system);
                  cluster.manager().tell(Join.create(seed.selfMember().address()));
                  channels.complete(
                      Channels.start(
                          context,
                          pattern ->
                              channel ->
                                  new String(channel, UTF_8)
                                      .startsWith(new String(pattern, UTF_8))));
                  return Behaviors.empty();
                }),
            "test",
            CONFIG.resolve());
    return new ChannelNode(system, channels.join());
  }

  Channels channels() {
    return channels;
  }

  long publish(String channel, String message) {
    return channels.publish(channel.getBytes(UTF_8), message.getBytes(UTF_8));
  }

  void announced() {
    channels.announced().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Leaves the cluster and stops. */
  @Override
  public void close() {
    system.terminate();
    var unused =
        system
            .getWhenTerminated()
            .toCompletableFuture()
            .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
            .join();
  }
}
