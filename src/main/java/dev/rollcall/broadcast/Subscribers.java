package dev.rollcall.broadcast;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The nodes that follow one topic, by their {@link Fanout}s, and the topic's latest batches for
 * those that have missed some. Not thread-safe.
 */
final class Subscribers {
  /** Below the longest message between nodes, pekko.remote.artery.advanced.maximum-frame-size. */
  private static final int REMOTE_BYTES_MAX = 1900 << 10;

  private final String topic;
  private final Set<ActorRef<Fanout.Command>> fanouts = new HashSet<>();
  private Tail tail = new Tail();

  Subscribers(String topic) {
    this.topic = topic;
  }

  /** Gives whether it was not there before. */
  boolean add(ActorRef<Fanout.Command> fanout) {
    return fanouts.add(fanout);
  }

  void remove(ActorRef<Fanout.Command> fanout) {
    fanouts.remove(fanout);
  }

  /** Removes the one whose actor has ended. */
  void removeEnded(ActorRef<?> ended) {
    fanouts.removeIf(fanout -> fanout.path().equals(ended.path()));
  }

  /** Tells everybody of the batch with the topic's latest number. */
  void publish(long sequence, Batch batch) {
    tail.add(batch);
    fanouts.forEach(fanout -> tell(fanout, new Fanout.Published(topic, sequence, batch)));
  }

  /** Tells one node what it has missed since before the batch with this number; 0 for all. */
  void catchUp(ActorRef<Fanout.Command> fanout, long next, TopicState state) {
    List<Batch> missing = next == 0 ? null : tail.from(next, state.sequence());
    if (missing == null) {
      fanout.tell(attached(state));
      return;
    }
    long sequence = next;
    for (Batch batch : missing) {
      tell(fanout, new Fanout.Published(topic, sequence, batch));
      sequence++;
    }
  }

  /** Begins again with a state that was read from the store. */
  void restart(TopicState state) {
    tail = new Tail();
    fanouts.forEach(fanout -> fanout.tell(attached(state)));
  }

  /** Tells everybody that the topic goes elsewhere. */
  void leave() {
    fanouts.forEach(fanout -> fanout.tell(new Fanout.Moving(topic)));
  }

  private Fanout.Attached attached(TopicState state) {
    return new Fanout.Attached(topic, state.sequence(), state.last());
  }

  /** What is too large for a message between nodes is left to be read from history. */
  private void tell(ActorRef<Fanout.Command> fanout, Fanout.Published published) {
    boolean elsewhere = fanout.path().address().hasGlobalScope();
    Batch batch = published.batch();
    if (elsewhere && batch.encoded().length > REMOTE_BYTES_MAX) {
      fanout.tell(new Fanout.Attached(topic, published.sequence(), batch.last()));
    } else {
      fanout.tell(published);
    }
  }
}
