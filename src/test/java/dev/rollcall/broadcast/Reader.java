package dev.rollcall.broadcast;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A follower as a connection has it: waits to be woken, then takes until there is nothing. */
final class Reader implements AutoCloseable {
  private static final int LIMIT_SECONDS = 30;
  private static final int PAGE_BYTES = 64 << 10;

  private final Semaphore woken = new Semaphore(0);
  private final Follower follower;
  private final List<Page.Entry> entries = new ArrayList<>();
  private final List<Page.Gap> gaps = new ArrayList<>();

  Reader(Topics topics, String topic, @Nullable MessageId after) {
    this.follower = topics.follow(topic, after, woken::release);
    LogNode.await(follower.ready());
  }

  /** Takes until there are so many messages. */
  List<Page.Entry> awaitCount(int count) throws InterruptedException {
    while (entries.size() < count) {
      Page page = LogNode.await(follower.next(PAGE_BYTES));
      Page.Gap gap = page.trimmed();
      if (gap != null) {
        gaps.add(gap);
      }
      entries.addAll(page.entries());
      if (page.isEmpty() && !woken.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("not woken with " + entries.size() + " of " + count);
      }
    }
    return entries;
  }

  List<String> awaitTexts(int count) throws InterruptedException {
    return LogNode.texts(Page.of(awaitCount(count), null));
  }

  /** Takes once. */
  CompletableFuture<Page> next() {
    return follower.next(PAGE_BYTES);
  }

  List<Page.Gap> gaps() {
    return gaps;
  }

  MessageId cursor() {
    return java.util.Objects.requireNonNull(follower.cursor());
  }

  @Override
  public void close() {
    follower.close();
  }
}
