package dev.rollcall.broadcast;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One topic as it is said live on this node: its latest batches, and who follows. Written by the
 * {@link Fanout} alone, read by any thread.
 */
/* Concurrency: a follower that finds nothing new arms itself and then looks once more; the writer
 * replaces `recent` first and wakes the armed after that. So whichever comes second sees the other,
 * and a follower never sleeps over a batch. */
final class Feed {
  private final Set<FeedFollower> followers = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Recent recent;

  /** What is known; null until the topic has answered. */
  @Nullable Recent recent() {
    return recent;
  }

  void add(FeedFollower follower) {
    followers.add(follower);
    Recent known = recent;
    if (known != null) {
      follower.begin(known.last());
    }
  }

  void remove(FeedFollower follower) {
    followers.remove(follower);
  }

  boolean followed() {
    return !followers.isEmpty();
  }

  int followers() {
    return followers.size();
  }

  /** How long the slowest follower has left something untaken, at the time {@code now}. */
  long lagMillis(long now) {
    Recent known = recent;
    if (known == null) {
      return 0;
    }
    return followers.stream().mapToLong(follower -> follower.lagMillis(known, now)).max().orElse(0);
  }

  /** Takes over the topic's position: nothing is in memory, all that follows comes after it. */
  void reset(MessageId last) {
    show(Recent.after(last));
  }

  /** Adds the next batch. */
  void publish(Batch batch) {
    Recent known = recent;
    show((known == null ? Recent.after(batch.previous()) : known).with(batch));
  }

  private void show(Recent next) {
    Recent before = recent;
    recent = next;
    for (FeedFollower follower : followers) {
      if (before == null) {
        follower.begin(next.last());
      }
      follower.stir();
    }
  }
}
