package dev.rollcall.broadcast;

import dev.rollcall.cluster.ClusterMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * Brings what is appended to the topics that are followed on this node into their {@link Feed}s:
 * one copy for each node and batch, however many followers there are. It says again and again up to
 * where it has a topic, so that a topic that moved, restarted or lost a message on the way to it
 * goes on where it was. Loses nothing that history does not have.
 */
final class Fanout extends AbstractBehavior<Fanout.Command> {
  sealed interface Command {}

  /** There is a feed for this topic now. */
  record Attach(String topic) implements Command {}

  /** The topic has this last message under this number; what comes next follows. */
  record Attached(String topic, long sequence, MessageId last) implements Command, ClusterMessage {}

  /** One more batch. */
  record Published(String topic, long sequence, Batch batch) implements Command, ClusterMessage {}

  /** The topic's entity stops here and may be somewhere else next. */
  record Moving(String topic) implements Command, ClusterMessage {}

  /** Nobody on this node follows anything any more. */
  record Stop(ActorRef<Done> replyTo) implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  /** How long a message lost on the way stays unnoticed where nothing else comes. */
  private static final Duration INTERVAL = Duration.ofMillis(500);

  /** The number of the batch that each topic is to send next. */
  private final Map<String, Long> next = new HashMap<>();

  /**
   * Topics of which something is missing; what is on its way already need not be asked for again.
   */
  private final Set<String> askedAgain = new HashSet<>();

  private final ConcurrentHashMap<String, Feed> feeds;
  private final FollowerMeters meters;
  private final ClusterSharding sharding;

  /**
   * The fanout of one node.
   *
   * @param feeds the topics followed on this node; this actor removes those nobody follows
   */
  static Behavior<Command> create(ConcurrentHashMap<String, Feed> feeds, FollowerMeters meters) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Fanout(context, timers, feeds, meters)));
  }

  private Fanout(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ConcurrentHashMap<String, Feed> feeds,
      FollowerMeters meters) {
    super(context);
    this.feeds = feeds;
    this.meters = meters;
    this.sharding = ClusterSharding.get(context.getSystem());
    timers.startTimerWithFixedDelay(Tick.INSTANCE, INTERVAL);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Published.class, this::onPublished)
        .onMessage(Attach.class, this::onAttach)
        .onMessage(Attached.class, this::onAttached)
        .onMessage(Moving.class, this::onMoving)
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .onMessage(Stop.class, this::onStop)
        .build();
  }

  private Behavior<Command> onAttach(Attach attach) {
    subscribe(attach.topic());
    return this;
  }

  private Behavior<Command> onAttached(Attached attached) {
    Feed feed = feeds.get(attached.topic());
    if (feed != null) {
      feed.reset(attached.last());
      meters.stands(attached.topic(), feed, attached.last());
      next.put(attached.topic(), attached.sequence() + 1);
    }
    return this;
  }

  private Behavior<Command> onPublished(Published published) {
    Feed feed = feeds.get(published.topic());
    long expected = next.getOrDefault(published.topic(), 0L);
    if (feed == null || published.sequence() < expected) {
      return this;
    }
    if (published.sequence() > expected) {
      if (askedAgain.add(published.topic())) {
        subscribe(published.topic());
      }
      return this;
    }
    askedAgain.remove(published.topic());
    next.put(published.topic(), expected + 1);
    feed.publish(published.batch());
    meters.stands(published.topic(), feed, published.batch().last());
    return this;
  }

  private Behavior<Command> onMoving(Moving moving) {
    if (feeds.containsKey(moving.topic())) {
      subscribe(moving.topic());
    }
    return this;
  }

  private Behavior<Command> onTick() {
    askedAgain.clear();
    for (String topic : feeds.keySet()) {
      if (feeds.computeIfPresent(topic, (name, feed) -> feed.followed() ? feed : null) == null) {
        next.remove(topic);
        meters.gone(topic);
        entity(topic, new Topic.Unsubscribe(getContext().getSelf()));
      } else {
        subscribe(topic);
      }
    }
    return this;
  }

  private Behavior<Command> onStop(Stop stop) {
    stop.replyTo().tell(Done.getInstance());
    return Behaviors.stopped();
  }

  private void subscribe(String topic) {
    entity(topic, new Topic.Subscribe(next.getOrDefault(topic, 0L), getContext().getSelf()));
  }

  private void entity(String topic, Topic.Command command) {
    sharding.entityRefFor(Topic.KEY, topic).tell(command);
  }
}
