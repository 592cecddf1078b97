package dev.rollcall.broadcast;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * Channels: what is published in one goes to whoever is subscribed to it at that moment, on any
 * node, and is kept nowhere. The names of channels and patterns are any bytes. Thread-safe.
 *
 * <p>A subscriber on the publisher's node has a message when {@link #publish} returns, in the order
 * of each publisher; what different publishers say at the same time may come to different
 * subscribers in different orders. The other nodes get it once each, where they have subscribers,
 * and never again: a node that is away, or takes messages slower than they come, misses some.
 */
public final class Channels {
  /** How long {@link #announced} waits for a node that does not answer. */
  private static final Duration ANNOUNCEMENT = Duration.ofSeconds(1);

  private static final CompletableFuture<Done> ANNOUNCED =
      CompletableFuture.completedFuture(Done.getInstance());

  private final ActorSystem<?> system;
  private final Subscriptions subscriptions;
  private final ActorRef<ChannelRelay.Command> relay;
  private volatile List<ChannelPeer> peers = List.of();

  private Channels(ActorContext<?> context, Function<byte[], Predicate<byte[]>> patternReader) {
    this.system = context.getSystem();
    this.subscriptions = new Subscriptions(patternReader);
    this.relay =
        context.spawn(ChannelRelay.create(subscriptions, known -> peers = known), "channels");
  }

  /**
   * Starts this node's part.
   *
   * @param patternReader gives what matches a pattern: the same on all nodes, on any thread
   */
  public static Channels start(
      ActorContext<?> context, Function<byte[], Predicate<byte[]>> patternReader) {
    return new Channels(context, patternReader);
  }

  /** A subscriber on this node, with no subscription yet. */
  public Subscriber open(Subscriber.Owner owner) {
    return new Subscriber(subscriptions, owner);
  }

  /**
   * Publishes a message.
   *
   * @param channel where; nobody writes to the array any more
   * @param message what; nobody writes to the array any more
   * @return how many subscriptions it went to: those on this node that got it, and those that the
   *     other nodes it was sent to said last that they have. A subscriber whose channel and
   *     patterns match gets it once for each of them.
   */
  public long publish(byte[] channel, byte[] message) {
    ChannelName name = new ChannelName(channel);
    Outbox.Publication publication = new Outbox.Publication(channel, message);
    long receivers = subscriptions.deliver(name, message);
    for (ChannelPeer peer : peers) {
      long there = peer.receivers(name, subscriptions);
      if (there > 0 && peer.outbox().offer(publication)) {
        receivers += there;
      }
    }
    return receivers;
  }

  /**
   * Completed when the other nodes know of all subscriptions that were made on this one until now,
   * so that what is published there comes here; on a lone node at once. A node that does not answer
   * is waited for only for a moment. Never fails.
   */
  public CompletableFuture<Done> announced() {
    if (peers.isEmpty()) {
      return ANNOUNCED;
    }
    return AskPattern.ask(relay, ChannelRelay.Settle::new, ANNOUNCEMENT, system.scheduler())
        .toCompletableFuture()
        .handleAsync((done, late) -> Done.getInstance(), system.executionContext()::execute);
  }

  /** The channels, in order, that anybody on any node is subscribed to other than by a pattern. */
  public List<byte[]> names() {
    TreeSet<ChannelName> names = new TreeSet<>(subscriptions.channels().names());
    peers.forEach(peer -> names.addAll(peer.channels().keySet()));
    return names.stream().map(ChannelName::bytes).toList();
  }

  /** How many of these channels there are. */
  public int count() {
    return peers.isEmpty() ? subscriptions.channels().size() : names().size();
  }

  /** How many are subscribed to a channel on all nodes, other than by a pattern. */
  public long subscribers(byte[] channel) {
    ChannelName name = new ChannelName(channel);
    long count = subscriptions.channels().count(name);
    for (ChannelPeer peer : peers) {
      count += peer.channels().getOrDefault(name, 0);
    }
    return count;
  }

  /** How many different patterns are subscribed to on all nodes. */
  public int patterns() {
    List<ChannelPeer> others = peers;
    if (others.isEmpty()) {
      return subscriptions.patterns().size();
    }
    TreeSet<ChannelName> patterns = new TreeSet<>(subscriptions.patterns().names());
    others.forEach(peer -> patterns.addAll(peer.patterns().keySet()));
    return patterns.size();
  }
}
