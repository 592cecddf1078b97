package dev.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.rollcall.cluster.NodeConfig;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;

/** An actor system on a store, and entities that count. */
final class JournalNode implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(30);

  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              pekko.actor.provider = local
              pekko.actor.serializers.counted = "dev.rollcall.store.Counted$Format"
              pekko.actor.serialization-bindings {
                "dev.rollcall.store.Counted$Added" = counted
                "dev.rollcall.store.Counted$Total" = counted
              }
              """)
          .withFallback(NodeConfig.defaults());

  private final Store store;
  private final ActorTestKit kit;

  private JournalNode(Store store, ActorTestKit kit) {
    this.store = store;
    this.kit = kit;
  }

  static JournalNode start(StoreSettings settings) {
    return start(settings, "");
  }

  /** A node some of whose configuration is different. */
  static JournalNode start(StoreSettings settings, String configuration) {
    Store store = Store.open(settings);
    Config config =
        ConfigFactory.parseString(configuration)
            .withFallback(store.persistence())
            .withFallback(CONFIG);
    return new JournalNode(store, ActorTestKit.create(config.resolve()));
  }

  Store store() {
    return store;
  }

  /** An entity's journal, not recovered yet. */
  Entity entity(String name, long snapshotEvery) {
    return new Entity(kit, name, snapshotEvery);
  }

  /** A recovered one that makes no snapshots of its own accord. */
  Entity recovered(String name) {
    Entity entity = entity(name, Long.MAX_VALUE);
    entity.awaitRecovered();
    return entity;
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
    store.close();
  }

  /** One entity: its journal, what that has told, and how it died. */
  static final class Entity {
    private final ActorTestKit kit;

    /** Notices, and the failure where it died. */
    private final TestProbe<Object> told;

    private final ActorRef<Journal.Command<Counted.Added>> parent;

    private Entity(ActorTestKit kit, String name, long snapshotEvery) {
      this.kit = kit;
      this.told = kit.createTestProbe(Object.class);
      this.parent =
          kit.spawn(
              Behaviors.setup(
                  context -> {
                    ActorRef<Journal.Command<Counted.Added>> journal =
                        context.spawn(
                            Journal.create(
                                PersistenceId.ofUniqueId(name),
                                new Counted.Folding(snapshotEvery),
                                told.getRef().narrow()),
                            "journal");
                    context.watch(journal);
                    return forward(journal);
                  }));
    }

    @SuppressWarnings("unchecked") // A class has no type arguments.
    private Behavior<Journal.Command<Counted.Added>> forward(
        ActorRef<Journal.Command<Counted.Added>> journal) {
      return Behaviors.receive(Journal.Command.class)
          .onAnyMessage(
              command -> {
                journal.tell((Journal.Command<Counted.Added>) command);
                return Behaviors.same();
              })
          .onSignal(
              ChildFailed.class,
              failed -> {
                told.getRef().tell(failed.cause());
                return Behaviors.stopped();
              })
          .build()
          .unsafeCast();
    }

    @SuppressWarnings("unchecked")
    Counted.Total awaitRecovered() {
      return ((Journal.Recovered<Counted.Added, Counted.Total>)
              told.expectMessageClass(Journal.Recovered.class, LIMIT))
          .state();
    }

    /** Whether it recovers, rather than dies. */
    boolean recovers() {
      return told.receiveMessage(LIMIT) instanceof Journal.Recovered;
    }

    void begin(long number, int padding) {
      parent.tell(new Journal.Write<>(new Counted.Added(number, padding)));
    }

    @SuppressWarnings("unchecked")
    Counted.Total awaitWritten() {
      return ((Journal.Written<Counted.Added, Counted.Total>)
              told.expectMessageClass(Journal.Written.class, LIMIT))
          .state();
    }

    Counted.Total write(long number, int padding) {
      begin(number, padding);
      return awaitWritten();
    }

    /** Writes the numbers from {@code from} to {@code to}. */
    void writeAll(long from, long to, int padding) {
      for (long i = from; i <= to; i++) {
        assertThat(write(i, padding).count()).isEqualTo(i);
      }
    }

    Throwable awaitFailure() {
      return told.expectMessageClass(Throwable.class, LIMIT);
    }

    void stop() {
      kit.stop(parent);
    }
  }
}
