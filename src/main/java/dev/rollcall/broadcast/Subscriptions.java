package dev.rollcall.broadcast;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * All subscriptions on this node, and which of them the other nodes have not heard about yet. What
 * is published here is handed to their subscribers on the publisher's thread. Thread-safe.
 */
final class Subscriptions {
  private final Function<byte[], Predicate<byte[]>> patternReader;
  private final SubscriptionTable channels;
  private final SubscriptionTable patterns;
  private final Set<ChannelName> changedChannels = ConcurrentHashMap.newKeySet();
  private final Set<ChannelName> changedPatterns = ConcurrentHashMap.newKeySet();
  private final Set<Subscriber> heavy = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean told = new AtomicBoolean();
  private volatile Runnable announcement = () -> {};
  private volatile boolean watched;

  /**
   * @param patternReader gives what matches a pattern
   */
  Subscriptions(Function<byte[], Predicate<byte[]>> patternReader) {
    this.patternReader = patternReader;
    this.channels = new SubscriptionTable(name -> changed(changedChannels, name));
    this.patterns = new SubscriptionTable(name -> changed(changedPatterns, name));
  }

  SubscriptionTable channels() {
    return channels;
  }

  SubscriptionTable patterns() {
    return patterns;
  }

  /** The subscribers with a long backlog. */
  Set<Subscriber> heavy() {
    return heavy;
  }

  boolean matches(ChannelName pattern, ChannelName channel) {
    return pattern.matches(channel, patternReader);
  }

  /** Hands a message to whoever is subscribed on this node; gives to how many. */
  long deliver(ChannelName channel, byte[] message) {
    long receivers = offer(channels.of(channel), new Delivery(null, channel.bytes(), message));
    if (!patterns.isEmpty()) {
      for (ChannelName pattern : patterns.names()) {
        if (matches(pattern, channel)) {
          Delivery delivery = new Delivery(pattern.bytes(), channel.bytes(), message);
          receivers += offer(patterns.of(pattern), delivery);
        }
      }
    }
    return receivers;
  }

  private static long offer(Set<Subscriber> subscribers, Delivery delivery) {
    long receivers = 0;
    for (Subscriber subscriber : subscribers) {
      if (subscriber.offer(delivery)) {
        receivers++;
      }
    }
    return receivers;
  }

  // ---- What the other nodes are to hear

  /** From now on changes are kept for {@link #takeChanged} and announced, once until taken. */
  void watch(Runnable announcement) {
    this.announcement = announcement;
    watched = true;
  }

  /** Nobody wants to hear of changes. */
  void unwatch() {
    watched = false;
    changedChannels.clear();
    changedPatterns.clear();
  }

  private void changed(Set<ChannelName> names, ChannelName name) {
    if (watched) {
      names.add(name);
      if (told.compareAndSet(false, true)) {
        announcement.run();
      }
    }
  }

  /** What has changed since it was asked for last: how many subscribers each name has now. */
  List<Counted> takeChanged() {
    told.set(false);
    List<Counted> counts = new ArrayList<>();
    take(changedChannels, name -> counts.add(Counted.channel(name, channels.count(name))));
    take(changedPatterns, name -> counts.add(Counted.pattern(name, patterns.count(name))));
    return counts;
  }

  private static void take(Set<ChannelName> changed, Consumer<ChannelName> use) {
    Iterator<ChannelName> names = changed.iterator();
    while (names.hasNext()) {
      ChannelName name = names.next();
      // Gone from the set before it is used: a change after that is a new one.
      names.remove();
      use.accept(name);
    }
  }

  /** All names with their numbers of subscribers. */
  List<Counted> all() {
    List<Counted> counts = new ArrayList<>();
    channels.names().forEach(name -> counts.add(Counted.channel(name, channels.count(name))));
    patterns.names().forEach(name -> counts.add(Counted.pattern(name, patterns.count(name))));
    return counts;
  }
}
