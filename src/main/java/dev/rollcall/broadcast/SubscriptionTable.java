package dev.rollcall.broadcast;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Who is subscribed to what on this node, by the name of the channel or pattern. Thread-safe. */
final class SubscriptionTable {
  private final ConcurrentHashMap<ChannelName, Set<Subscriber>> subscribers =
      new ConcurrentHashMap<>();
  private final Consumer<ChannelName> changed;

  /**
   * @param changed told of a name after it has gained or lost a subscriber, on any thread
   */
  SubscriptionTable(Consumer<ChannelName> changed) {
    this.changed = changed;
  }

  void add(ChannelName name, Subscriber subscriber) {
    subscribers.compute(
        name,
        (key, known) -> {
          Set<Subscriber> all = known == null ? ConcurrentHashMap.newKeySet() : known;
          all.add(subscriber);
          return all;
        });
    changed.accept(name);
  }

  void remove(ChannelName name, Subscriber subscriber) {
    subscribers.computeIfPresent(
        name, (key, all) -> all.remove(subscriber) && all.isEmpty() ? null : all);
    changed.accept(name);
  }

  /** Who is subscribed to this; may change meanwhile. */
  Set<Subscriber> of(ChannelName name) {
    return subscribers.getOrDefault(name, Set.of());
  }

  int count(ChannelName name) {
    return of(name).size();
  }

  boolean isEmpty() {
    return subscribers.isEmpty();
  }

  int size() {
    return subscribers.size();
  }

  /** All names, as they are while they are gone through. */
  Set<ChannelName> names() {
    return subscribers.keySet();
  }
}
