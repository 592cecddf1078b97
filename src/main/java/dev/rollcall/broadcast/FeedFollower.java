package dev.rollcall.broadcast;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A {@link Follower} that reads its node's {@link Feed}, and history where it is behind. */
final class FeedFollower implements Follower {
  /** A page from history is one read; more messages would only be waited for longer. */
  private static final int MESSAGES_MAX = 10_000;

  private static final long RETRY_SECONDS = 1;

  /** How a topic's history is read, as {@link Topics#read} does. */
  interface Past {
    CompletableFuture<Page> read(
        String topic, MessageId after, MessageId upTo, int messagesMax, int bytesMax);
  }

  private final String topic;
  private final Feed feed;
  private final Past past;
  private final Runnable wake;
  private final AtomicReference<@Nullable MessageId> cursor;
  private final CompletableFuture<MessageId> ready = new CompletableFuture<>();
  private final AtomicBoolean armed = new AtomicBoolean();

  /** When it ceased to have all there was, or began without. */
  private volatile long behindSinceMillis = System.currentTimeMillis();

  FeedFollower(String topic, Feed feed, Past past, @Nullable MessageId after, Runnable wake) {
    this.topic = topic;
    this.feed = feed;
    this.past = past;
    this.wake = wake;
    this.cursor = new AtomicReference<>(after);
    if (after != null) {
      ready.complete(after);
    }
  }

  /** Begins here, if it was to begin wherever the topic stands. */
  void begin(MessageId here) {
    if (cursor.compareAndSet(null, here)) {
      ready.complete(here);
    }
  }

  /** There may be something new. */
  void stir() {
    if (armed.get() && armed.compareAndSet(true, false)) {
      behindSinceMillis = System.currentTimeMillis();
      wake.run();
    }
  }

  @Override
  public CompletableFuture<MessageId> ready() {
    return ready;
  }

  @Override
  public CompletableFuture<Page> next(int bytesMax) {
    Recent recent = feed.recent();
    MessageId from = cursor.get();
    if (recent == null || from == null) {
      return nothingSince(recent);
    }
    if (recent.base().isAfter(from)) {
      return past.read(topic, from, MessageId.MAX, MESSAGES_MAX, bytesMax)
          .thenCompose(page -> page.isEmpty() ? passed(from, recent) : taken(page))
          .exceptionally(this::later);
    }
    Page page = recent.after(from, bytesMax);
    return page.isEmpty() ? passed(from, recent) : taken(page);
  }

  /** What there was is all removed; it need not be looked at again. */
  private CompletableFuture<Page> passed(MessageId from, Recent seen) {
    if (seen.last().isAfter(from)) {
      cursor.compareAndSet(from, seen.last());
    }
    return nothingSince(seen);
  }

  private CompletableFuture<Page> taken(Page page) {
    cursor.set(page.last());
    return CompletableFuture.completedFuture(page);
  }

  /** A store that cannot be read now can be read later; the follower has its place until then. */
  private Page later(Throwable failure) {
    CompletableFuture.delayedExecutor(RETRY_SECONDS, TimeUnit.SECONDS).execute(wake);
    return Page.EMPTY;
  }

  private CompletableFuture<Page> nothingSince(@Nullable Recent seen) {
    armed.set(true);
    if (feed.recent() != seen) {
      stir();
    }
    return CompletableFuture.completedFuture(Page.EMPTY);
  }

  /**
   * How long something has been there that was not taken. Where that is only in history, its time
   * is not known, but it came after what was taken last and after all there was had been taken.
   */
  long lagMillis(Recent recent, long now) {
    MessageId taken = cursor.get();
    if (taken == null || !recent.last().isAfter(taken)) {
      return 0;
    }
    long since =
        recent.base().isAfter(taken)
            ? Math.max(taken.millis(), behindSinceMillis)
            : recent.millisAfter(taken);
    return Math.max(0, now - since);
  }

  @Override
  public @Nullable MessageId cursor() {
    return cursor.get();
  }

  @Override
  public void close() {
    feed.remove(this);
  }
}
