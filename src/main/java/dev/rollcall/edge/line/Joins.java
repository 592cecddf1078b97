package dev.rollcall.edge.line;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.broadcast.Follower;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.broadcast.Page;
import dev.rollcall.broadcast.Topics;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The topics that one client follows, each in its turn: a page of one, then one of the next that
 * has anything. Used by one thread at a time, but for {@link #close}.
 */
final class Joins {
  /** Bounds what one client can make the topics of all nodes remember. */
  static final int COUNT_MAX = 100;

  private static final long READY_SECONDS = 10;

  /** What a topic that was joined has to say. */
  record Said(String topic, Page page) {}

  private static final class Join {
    final String topic;
    final Follower follower;

    /** Whether it may have something: its follower was never asked or has woken since. */
    volatile boolean ready;

    Join(Topics topics, String topic, @Nullable MessageId after, Runnable wake) {
      this.topic = topic;
      this.ready = true;
      this.follower =
          topics.follow(
              topic,
              after,
              () -> {
                ready = true;
                wake.run();
              });
    }
  }

  private final Topics topics;
  private final Runnable wake;
  private final Map<String, Join> byTopic = new HashMap<>();

  /** Who has its turn first. */
  private final ArrayDeque<Join> turns = new ArrayDeque<>();

  private boolean closed;

  Joins(Topics topics, Runnable wake) {
    this.topics = topics;
    this.wake = wake;
  }

  synchronized boolean isEmpty() {
    return byTopic.isEmpty();
  }

  synchronized boolean isFull() {
    return byTopic.size() >= COUNT_MAX;
  }

  synchronized boolean contains(String topic) {
    return byTopic.containsKey(topic);
  }

  /**
   * Follows a topic; what is followed already starts again after that ID, if one is given.
   * Completed when it is settled where it begins.
   */
  CompletableFuture<MessageId> add(String topic, @Nullable MessageId after) {
    return follow(topic, after)
        .copy()
        .orTimeout(READY_SECONDS, TimeUnit.SECONDS)
        .exceptionallyCompose(
            late -> {
              remove(topic);
              return CompletableFuture.failedFuture(
                  new UserError(ErrorCode.UNAVAILABLE, topic + " does not answer, try again"));
            });
  }

  private synchronized CompletableFuture<MessageId> follow(
      String topic, @Nullable MessageId after) {
    Join known = byTopic.get(topic);
    if (known != null && after == null) {
      return known.follower.ready().thenApply(began -> reached(known, began));
    }
    if (closed) {
      return CompletableFuture.completedFuture(MessageId.NONE);
    }
    remove(topic);
    Join join = new Join(topics, topic, after, wake);
    byTopic.put(topic, join);
    turns.add(join);
    wake.run();
    return join.follower.ready();
  }

  private static MessageId reached(Join join, MessageId began) {
    MessageId cursor = join.follower.cursor();
    return cursor == null ? began : cursor;
  }

  /** Follows a topic no longer; gives whether it did. */
  synchronized boolean remove(String topic) {
    Join join = byTopic.remove(topic);
    if (join == null) {
      return false;
    }
    turns.remove(join);
    join.follower.close();
    return true;
  }

  /** Ends it all, at any time, on any thread. */
  synchronized void close() {
    closed = true;
    turns.forEach(join -> join.follower.close());
    turns.clear();
    byTopic.clear();
  }

  /** The next page of the next topic that has one; an empty one where none has. */
  CompletableFuture<Said> next(int bytesMax) {
    while (true) {
      Join join = nextReady();
      if (join == null) {
        return CompletableFuture.completedFuture(new Said("", Page.EMPTY));
      }
      CompletableFuture<Page> next = join.follower.next(bytesMax);
      if (!next.isDone()) {
        return next.thenCompose(page -> page.isEmpty() ? next(bytesMax) : said(join, page));
      }
      Page page = next.join();
      if (!page.isEmpty()) {
        return said(join, page);
      }
    }
  }

  /** Takes the mark off before its follower is asked, for it may wake while it answers. */
  private synchronized @Nullable Join nextReady() {
    for (int i = turns.size(); i > 0; i--) {
      Join join = turns.remove();
      turns.add(join);
      if (join.ready) {
        join.ready = false;
        return join;
      }
    }
    return null;
  }

  private static CompletableFuture<Said> said(Join join, Page page) {
    join.ready = true;
    return CompletableFuture.completedFuture(new Said(join.topic, page));
  }
}
