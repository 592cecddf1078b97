package dev.rollcall.broadcast;

import dev.rollcall.cluster.ClusterMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/**
 * One node's part in what {@link Channels} carry from node to node: it tells the others for what it
 * has subscribers, hears the same from them, and hands on what is published elsewhere. Nothing of
 * it is durable; a node that starts hears all from the others.
 *
 * <p>Each change has a number, and every second each node says up to which number it has told. Who
 * has missed one asks for the whole account.
 */
final class ChannelRelay extends AbstractBehavior<ChannelRelay.Command> {
  private static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "channels");

  sealed interface Command {}

  /** Something is subscribed to, or not any more, since the changes were taken last. */
  enum Stirred implements Command {
    INSTANCE
  }

  /** Answered when all nodes know what this one has subscribers for at this moment. */
  record Settle(ActorRef<Done> replyTo) implements Command {}

  /** The nodes there are. */
  private record Listed(Set<ActorRef<Command>> relays) implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  /** Asks for all a node has. */
  record Ask(ActorRef<Command> from) implements Command, ClusterMessage {}

  /** A part of all that a node has, as of this change. */
  record Whole(ActorRef<Command> from, long revision, int part, int parts, List<Counted> counts)
      implements Command, ClusterMessage {}

  /** The next change. */
  record Changed(ActorRef<Command> from, long revision, List<Counted> counts)
      implements Command, ClusterMessage {}

  /** So many changes were told and so many bytes published so far. */
  record Beat(ActorRef<Command> from, long revision, long sent)
      implements Command, ClusterMessage {}

  /** All changes up to this one are known, and so many of the bytes published have come. */
  record Known(ActorRef<Command> from, long revision, long taken)
      implements Command, ClusterMessage {}

  /**
   * Messages for the subscribers of a node.
   *
   * @param sent the bytes that were published to that node so far, with these
   */
  record Published(ActorRef<Command> from, long sent, List<Outbox.Publication> publications)
      implements Command, ClusterMessage {}

  /** There is something to send to a node. */
  private record Outgoing(ChannelPeer to) implements Command {}

  private record Waiting(long revision, ActorRef<Done> replyTo) {}

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final ActorRef<Command> self;
  private final Subscriptions subscriptions;
  private final Consumer<List<ChannelPeer>> known;
  private final Map<ActorRef<Command>, ChannelPeer> peers = new HashMap<>();
  private final Map<ActorRef<Command>, Long> acknowledged = new HashMap<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private long revision;

  /**
   * The relay of one node.
   *
   * @param known told which other nodes there are, before any of them is told anything
   */
  static Behavior<Command> create(Subscriptions subscriptions, Consumer<List<ChannelPeer>> known) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new ChannelRelay(context, timers, subscriptions, known)));
  }

  private ChannelRelay(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Subscriptions subscriptions,
      Consumer<List<ChannelPeer>> known) {
    super(context);
    this.self = context.getSelf();
    this.subscriptions = subscriptions;
    this.known = known;
    ActorRef<Receptionist.Listing> listing =
        context.messageAdapter(
            Receptionist.Listing.class, listed -> new Listed(listed.getServiceInstances(KEY)));
    ActorRef<Receptionist.Command> receptionist = context.getSystem().receptionist();
    receptionist.tell(Receptionist.register(KEY, self));
    receptionist.tell(Receptionist.subscribe(KEY, listing));
    timers.startTimerWithFixedDelay(Tick.INSTANCE, INTERVAL);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Published.class, this::onPublished)
        .onMessage(Outgoing.class, this::onOutgoing)
        .onMessageEquals(Stirred.INSTANCE, this::onStirred)
        .onMessage(Settle.class, this::onSettle)
        .onMessage(Listed.class, this::onListed)
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .onMessage(Ask.class, this::onAsk)
        .onMessage(Whole.class, this::onWhole)
        .onMessage(Changed.class, this::onChanged)
        .onMessage(Beat.class, this::onBeat)
        .onMessage(Known.class, this::onKnown)
        .build();
  }

  // ---- Who there is

  private Behavior<Command> onListed(Listed listed) {
    peers.keySet().retainAll(listed.relays());
    acknowledged.keySet().retainAll(listed.relays());
    List<ActorRef<Command>> added =
        listed.relays().stream()
            .filter(relay -> !relay.equals(self) && !peers.containsKey(relay))
            .toList();
    added.forEach(relay -> peers.put(relay, peer(relay)));
    known.accept(List.copyOf(peers.values()));
    if (peers.isEmpty()) {
      subscriptions.unwatch();
    } else {
      subscriptions.watch(() -> self.tell(Stirred.INSTANCE));
    }
    // It hears all there is now; changes from here on are told as such.
    added.forEach(this::tellAll);
    added.forEach(relay -> relay.tell(new Ask(self)));
    answerSettled();
    return this;
  }

  private ChannelPeer peer(ActorRef<Command> relay) {
    ChannelPeer[] made = new ChannelPeer[1];
    made[0] = new ChannelPeer(relay, () -> self.tell(new Outgoing(made[0])));
    return made[0];
  }

  // ---- What this node has

  private Behavior<Command> onStirred() {
    List<Counted> changes = subscriptions.takeChanged();
    if (changes.isEmpty()) {
      return this;
    }
    for (List<Counted> part : Counted.parts(changes)) {
      revision++;
      Changed changed = new Changed(self, revision, part);
      peers.keySet().forEach(relay -> relay.tell(changed));
    }
    return this;
  }

  private Behavior<Command> onSettle(Settle settle) {
    onStirred();
    waiting.add(new Waiting(revision, settle.replyTo()));
    answerSettled();
    return this;
  }

  private void answerSettled() {
    waiting.removeIf(
        who -> {
          boolean settled =
              peers.values().stream().allMatch(peer -> peer.knowsAllUpTo(who.revision()));
          if (settled) {
            who.replyTo().tell(Done.getInstance());
          }
          return settled;
        });
  }

  private Behavior<Command> onAsk(Ask ask) {
    tellAll(ask.from());
    return this;
  }

  private void tellAll(ActorRef<Command> relay) {
    List<List<Counted>> parts = Counted.parts(subscriptions.all());
    for (int i = 0; i < parts.size(); i++) {
      relay.tell(new Whole(self, revision, i, parts.size(), parts.get(i)));
    }
  }

  private Behavior<Command> onKnown(Known known) {
    ChannelPeer peer = peers.get(known.from());
    if (peer != null) {
      peer.knows(known.revision());
      peer.outbox().taken(known.taken());
      send(peer);
      answerSettled();
    }
    return this;
  }

  // ---- What the others have

  private Behavior<Command> onWhole(Whole whole) {
    ChannelPeer peer = peers.get(whole.from());
    if (peer != null) {
      answer(
          peer, peer.whole(whole.revision(), whole.part(), whole.parts(), whole.counts()), false);
    }
    return this;
  }

  private Behavior<Command> onChanged(Changed changed) {
    ChannelPeer peer = peers.get(changed.from());
    if (peer != null) {
      answer(peer, peer.changed(changed.revision(), changed.counts()), true);
    }
    return this;
  }

  private Behavior<Command> onBeat(Beat beat) {
    ChannelPeer peer = peers.get(beat.from());
    if (peer != null) {
      acknowledged.put(beat.from(), beat.sent());
      answer(peer, peer.revision() >= beat.revision(), true);
    }
    return this;
  }

  /** Says what is known of a node, to itself, and asks where something is missing. */
  private void answer(ChannelPeer peer, boolean complete, boolean mayAsk) {
    acknowledge(peer);
    if (!complete && mayAsk) {
      peer.relay().tell(new Ask(self));
    }
  }

  private void acknowledge(ChannelPeer peer) {
    long taken = acknowledged.getOrDefault(peer.relay(), 0L);
    peer.relay().tell(new Known(self, peer.revision(), taken));
  }

  // ---- What is published elsewhere

  private Behavior<Command> onPublished(Published published) {
    for (Outbox.Publication publication : published.publications()) {
      subscriptions.deliver(new ChannelName(publication.channel()), publication.message());
    }
    ChannelPeer peer = peers.get(published.from());
    if (peer != null) {
      acknowledged.put(published.from(), published.sent());
      acknowledge(peer);
    }
    return this;
  }

  // ---- What is published here

  private Behavior<Command> onOutgoing(Outgoing outgoing) {
    send(outgoing.to());
    return this;
  }

  private void send(ChannelPeer peer) {
    for (List<Outbox.Publication> batch = peer.outbox().next();
        !batch.isEmpty();
        batch = peer.outbox().next()) {
      peer.relay().tell(new Published(self, peer.outbox().sent(), batch));
    }
  }

  // ---- Time

  private Behavior<Command> onTick() {
    subscriptions.heavy().forEach(Subscriber::cutIfTooSlow);
    for (ChannelPeer peer : peers.values()) {
      peer.relay().tell(new Beat(self, revision, peer.outbox().sent()));
      long lost = peer.outbox().takeLost();
      if (lost > 0) {
        getContext()
            .getLog()
            .warn("{} messages were not sent to {}: it takes them too slowly", lost, peer.relay());
      }
    }
    return this;
  }
}
