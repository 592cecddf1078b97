package dev.rollcall.broadcast;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Another node as publishers on this one see it: what it has subscribers for, as it said last, and
 * how much is on its way to it. Told by the {@link ChannelRelay} alone, asked by any thread.
 */
final class ChannelPeer {
  /** No change, not even the none that a node begins with. */
  private static final long UNKNOWN = -1;

  private final ActorRef<ChannelRelay.Command> relay;
  private final Map<ChannelName, Integer> channels = new ConcurrentHashMap<>();
  private final Map<ChannelName, Integer> patterns = new ConcurrentHashMap<>();
  private final Outbox outbox;

  /** Up to which of its changes we know what it has. */
  private long revision = UNKNOWN;

  /** The part of a whole account that comes next. */
  private int nextPart;

  /** Up to which of our changes it knows what we have. */
  private long knows = UNKNOWN;

  /**
   * @param wake run when there is something to send after there was nothing
   */
  ChannelPeer(ActorRef<ChannelRelay.Command> relay, Runnable wake) {
    this.relay = relay;
    this.outbox = new Outbox(wake);
  }

  ActorRef<ChannelRelay.Command> relay() {
    return relay;
  }

  // ---- What it has

  /** Takes what has changed over there; gives whether nothing between was missed. */
  boolean changed(long to, List<Counted> counts) {
    if (revision == UNKNOWN || to > revision + 1) {
      return false;
    }
    if (to == revision + 1) {
      put(counts);
      revision = to;
    }
    return true;
  }

  /** Takes a part of all it has; gives whether no part before was missed. */
  boolean whole(long to, int part, int parts, List<Counted> counts) {
    if (part == 0) {
      channels.clear();
      patterns.clear();
      revision = UNKNOWN;
    } else if (part != nextPart) {
      return false;
    }
    nextPart = part + 1;
    put(counts);
    if (nextPart == parts) {
      revision = to;
    }
    return true;
  }

  private void put(List<Counted> counts) {
    for (Counted counted : counts) {
      Map<ChannelName, Integer> names = counted.pattern() ? patterns : channels;
      ChannelName name = new ChannelName(counted.name());
      if (counted.count() == 0) {
        names.remove(name);
      } else {
        names.put(name, counted.count());
      }
    }
  }

  long revision() {
    return revision;
  }

  Map<ChannelName, Integer> channels() {
    return channels;
  }

  Map<ChannelName, Integer> patterns() {
    return patterns;
  }

  /** How many subscriptions of its subscribers a message in this channel goes to. */
  long receivers(ChannelName channel, Subscriptions matching) {
    long receivers = channels.getOrDefault(channel, 0);
    if (!patterns.isEmpty()) {
      for (Map.Entry<ChannelName, Integer> pattern : patterns.entrySet()) {
        if (matching.matches(pattern.getKey(), channel)) {
          receivers += pattern.getValue();
        }
      }
    }
    return receivers;
  }

  // ---- What it knows of us

  void knows(long revision) {
    knows = Math.max(knows, revision);
  }

  boolean knowsAllUpTo(long revision) {
    return knows >= revision;
  }

  /** What is on its way to it. */
  Outbox outbox() {
    return outbox;
  }
}
