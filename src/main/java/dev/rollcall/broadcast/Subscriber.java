package dev.rollcall.broadcast;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One client's subscriptions to {@link Channels}, and what was published to them and not taken yet.
 * A subscriber that does not take what it gets is cut: {@link Owner#cut} tells whose it is, and
 * from then on it has no subscriptions and gets nothing. Thread-safe.
 */
/* Concurrency: a subscriber's lock is taken first, a table's bin inside it. Publishers hold no bin
 * while they hand a delivery over, so that nobody waits for anybody in a circle. The owner is told
 * with the lock released. */
public final class Subscriber implements AutoCloseable {
  /** The longest name of a channel or pattern, in bytes. */
  public static final int NAME_BYTES_MAX = 64 << 10;

  /** What the names that one subscriber is subscribed to may take in all, about. */
  private static final long NAMES_BYTES_MAX = 32L << 20;

  /** What a subscription takes beside its name, about, here and on the other nodes. */
  private static final int OVERHEAD_BYTES = 256;

  /** Whose subscriber it is. Both are called on any thread and must return at once. */
  public interface Owner {
    /** There is something to {@link #take} after there was nothing. */
    void wake();

    /** The subscriber took too little for too long, and is closed. Called once at most. */
    void cut();
  }

  private final Subscriptions subscriptions;
  private final Owner owner;
  private final Set<ChannelName> channels = new LinkedHashSet<>();
  private final Set<ChannelName> patterns = new LinkedHashSet<>();
  private final Backlog backlog = new Backlog();
  private long nameBytes;
  private boolean closed;

  Subscriber(Subscriptions subscriptions, Owner owner) {
    this.subscriptions = subscriptions;
    this.owner = owner;
  }

  /**
   * Subscribes to a channel; nothing changes if it is already.
   *
   * @throws UserError where the name is too long or there are too many
   */
  public synchronized void subscribe(byte[] channel) {
    add(new ChannelName(channel), channels, subscriptions.channels());
  }

  /** Subscribes to all channels that match a pattern. */
  public synchronized void subscribeToPattern(byte[] pattern) {
    add(new ChannelName(pattern), patterns, subscriptions.patterns());
  }

  private void add(ChannelName name, Set<ChannelName> names, SubscriptionTable table) {
    if (name.length() > NAME_BYTES_MAX) {
      throw new UserError(
          ErrorCode.BAD_ARGUMENT,
          "the name of a channel or pattern may have at most " + NAME_BYTES_MAX + " bytes");
    }
    if (closed || names.contains(name)) {
      return;
    }
    if (nameBytes + name.length() + OVERHEAD_BYTES > NAMES_BYTES_MAX) {
      throw new UserError(
          ErrorCode.BAD_ARGUMENT,
          "too many subscriptions on one connection, unsubscribe or make another connection");
    }
    names.add(name);
    nameBytes += name.length() + OVERHEAD_BYTES;
    table.add(name, this);
  }

  /** Ends the subscription to a channel, if there is one. */
  public synchronized void unsubscribe(byte[] channel) {
    remove(new ChannelName(channel), channels, subscriptions.channels());
  }

  /** Ends the subscription to a pattern, if there is one. */
  public synchronized void unsubscribeFromPattern(byte[] pattern) {
    remove(new ChannelName(pattern), patterns, subscriptions.patterns());
  }

  private void remove(ChannelName name, Set<ChannelName> names, SubscriptionTable table) {
    if (names.remove(name)) {
      nameBytes -= name.length() + OVERHEAD_BYTES;
      table.remove(name, this);
    }
  }

  /** The channels it is subscribed to, in the order of subscribing. */
  public synchronized List<byte[]> channels() {
    return channels.stream().map(ChannelName::bytes).toList();
  }

  /** The patterns it is subscribed to, in the order of subscribing. */
  public synchronized List<byte[]> patterns() {
    return patterns.stream().map(ChannelName::bytes).toList();
  }

  public synchronized int channelCount() {
    return channels.size();
  }

  public synchronized int patternCount() {
    return patterns.size();
  }

  /** Takes what was published, oldest first: about so many bytes, at least one if there is any. */
  public synchronized List<Delivery> take(long bytesMax) {
    return backlog.take(bytesMax);
  }

  /** Hands it what was published; gives whether it is there to get it. */
  boolean offer(Delivery delivery) {
    boolean first;
    synchronized (this) {
      if (closed) {
        return false;
      }
      first = backlog.isEmpty();
      backlog.add(delivery, System.nanoTime());
      if (backlog.isHeavy()) {
        subscriptions.heavy().add(this);
      }
    }
    if (cutIfTooSlow()) {
      return false;
    }
    if (first) {
      owner.wake();
    }
    return true;
  }

  /** Closes it if it has left too much for too long. */
  boolean cutIfTooSlow() {
    synchronized (this) {
      if (!backlog.isHeavy()) {
        subscriptions.heavy().remove(this);
      }
      if (closed || !backlog.isTooLong(System.nanoTime())) {
        return false;
      }
      close();
    }
    owner.cut();
    return true;
  }

  /** Ends all subscriptions; what was not taken is gone. */
  @Override
  public synchronized void close() {
    closed = true;
    channels.forEach(name -> subscriptions.channels().remove(name, this));
    patterns.forEach(name -> subscriptions.patterns().remove(name, this));
    channels.clear();
    patterns.clear();
    nameBytes = 0;
    backlog.clear();
    subscriptions.heavy().remove(this);
  }
}
