package dev.rollcall.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FeedTest {
  private static final MessageId START = new MessageId(100, 0);

  private final Feed feed = new Feed();

  private FeedFollower follow(@Nullable MessageId after, Runnable wake) {
    FeedFollower follower = new FeedFollower("t", feed, FeedTest::noHistory, after, wake);
    feed.add(follower);
    return follower;
  }

  /** A follower that looks for history fails its test. */
  private static CompletableFuture<Page> noHistory(
      String topic, MessageId after, MessageId upTo, int messagesMax, int bytesMax) {
    throw new AssertionError("history was asked for");
  }

  @Test
  void followerFromNowOnBeginsWhereTheTopicIsFoundToBe() {
    FeedFollower early = follow(null, () -> {});
    assertThat(early.ready()).isNotDone();
    assertThat(early.next(100).join().isEmpty()).isTrue();
    feed.reset(START);
    FeedFollower late = follow(null, () -> {});
    assertThat(early.ready().join()).isEqualTo(START);
    assertThat(late.ready().join()).isEqualTo(START);
  }

  @Test
  void wakesOnceAndOnlyWhoFoundNothing() {
    feed.reset(START);
    List<String> woken = new ArrayList<>();
    FeedFollower asked = follow(START, () -> woken.add("asked"));
    FeedFollower idle = follow(START, () -> woken.add("idle"));
    assertThat(asked.next(100).join().isEmpty()).isTrue();
    Batch one = Batches.after(START, "one");
    feed.publish(one);
    feed.publish(Batches.after(one.last(), "two"));
    assertThat(woken).containsExactly("asked");
    assertThat(asked.next(1000).join().count()).isEqualTo(2);
    assertThat(idle.next(1000).join().count()).isEqualTo(2);
    idle.close();
    assertThat(feed.followed()).isTrue();
    asked.close();
    assertThat(feed.followed()).isFalse();
  }

  @Test
  void neverSleepsOverABatchThatComesWhileItLooks() throws Exception {
    feed.reset(START);
    int batches = 20_000;
    Semaphore woken = new Semaphore(0);
    FeedFollower follower = follow(START, woken::release);
    Thread writer =
        new Thread(
            () -> {
              MessageId last = START;
              for (int i = 0; i < batches; i++) {
                Batch batch = Batches.after(last, "x");
                last = batch.last();
                feed.publish(batch);
                while (feed.recent() != null
                    && last.millis() - position(follower).millis() > 500
                    && !Thread.interrupted()) {
                  Thread.onSpinWait();
                }
              }
            });
    writer.start();
    int taken = 0;
    while (taken < batches) {
      Page page = follower.next(1 << 20).join();
      taken += page.count();
      if (page.isEmpty()) {
        assertThat(woken.tryAcquire(10, TimeUnit.SECONDS)).as("woken after %s", taken).isTrue();
      }
    }
    writer.join();
    assertThat(taken).isEqualTo(batches);
  }

  private static MessageId position(FeedFollower follower) {
    MessageId cursor = follower.cursor();
    return cursor == null ? START : cursor;
  }
}
