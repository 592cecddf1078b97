package dev.rollcall.edge.http.dashboard;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.apache.pekko.stream.javadsl.SourceQueueWithComplete;

/**
 * Everybody who watches this node: has one snapshot made each second for all of them, and none
 * while there is nobody. Whoever comes gets one at once. Keeps no more than the newest.
 */
final class Viewers extends AbstractBehavior<Viewers.Command> {
  sealed interface Command {}

  /**
   * Somebody watches from now on.
   *
   * @param queue keeps the newest message of those that were not yet taken, and no other
   */
  record Watch(SourceQueueWithComplete<Message> queue) implements Command {}

  /** Somebody is gone. */
  record Leave(SourceQueueWithComplete<Message> queue) implements Command {}

  /** The server lets somebody go: the last message says why. */
  record Dismiss(SourceQueueWithComplete<Message> queue) implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  static final Message STOPPING = TextMessage.create("{\"stopping\":true}");

  private final TimerScheduler<Command> timers;
  private final Supplier<String> snapshot;
  private final Duration interval;
  private final Set<SourceQueueWithComplete<Message>> queues = new HashSet<>();
  private Message latest = STOPPING;
  private long made;

  static Behavior<Command> create(Supplier<String> snapshot, Duration interval) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new Viewers(context, timers, snapshot, interval)));
  }

  private Viewers(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Supplier<String> snapshot,
      Duration interval) {
    super(context);
    this.timers = timers;
    this.snapshot = snapshot;
    this.interval = interval;
    this.made = System.nanoTime() - interval.toNanos();
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Watch.class, this::onWatch)
        .onMessage(Leave.class, this::onLeave)
        .onMessage(Dismiss.class, this::onDismiss)
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .build();
  }

  private Behavior<Command> onWatch(Watch watch) {
    if (queues.isEmpty()) {
      timers.startTimerWithFixedDelay(Tick.INSTANCE, interval);
    }
    queues.add(watch.queue());
    if (System.nanoTime() - made >= interval.toNanos()) {
      takeSnapshot();
    }
    give(watch.queue(), latest);
    return this;
  }

  private Behavior<Command> onTick() {
    takeSnapshot();
    queues.forEach(queue -> give(queue, latest));
    return this;
  }

  private Behavior<Command> onDismiss(Dismiss dismiss) {
    give(dismiss.queue(), STOPPING);
    dismiss.queue().complete();
    return forget(dismiss.queue());
  }

  private Behavior<Command> onLeave(Leave leave) {
    return forget(leave.queue());
  }

  private Behavior<Command> forget(SourceQueueWithComplete<Message> queue) {
    queues.remove(queue);
    if (queues.isEmpty()) {
      timers.cancel(Tick.INSTANCE);
    }
    return this;
  }

  private void takeSnapshot() {
    latest = TextMessage.create(snapshot.get());
    made = System.nanoTime();
  }

  /** One that has ended meanwhile is about to leave. */
  private static void give(SourceQueueWithComplete<Message> queue, Message message) {
    var unused = queue.offer(message);
  }
}
