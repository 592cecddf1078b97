package dev.rollcall.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.base.MeterNames;
import dev.rollcall.store.StoreSettings;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.search.Search;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted of topics while they are written to and followed. */
class TopicMetersIT {
  private static final int BYTES = 1 << 20;

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // Started before each test.
  private LogNode node;

  @BeforeEach
  void start() {
    node = LogNode.start(StoreSettings.sqlite(directory));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private double gauge(String name) {
    return node.registry().get(name).tag(MeterNames.TOPIC, "news").gauge().value();
  }

  private Collection<Meter> meters() {
    return Search.in(node.registry()).tag(MeterNames.TOPIC, "news").meters();
  }

  private double appended() {
    return node.registry().get(MeterNames.TOPIC_APPENDED).counter().count();
  }

  @Test
  void countsWhatIsAppendedAndShowsWhatIsKept() {
    Appended first = node.append("news", "one", "three");
    Appended last = node.append("news", "seven");
    await().until(() -> appended() == 3);
    assertThat(gauge(MeterNames.TOPIC_MESSAGES)).isEqualTo(3);
    assertThat(gauge(MeterNames.TOPIC_BYTES)).isGreaterThanOrEqualTo(13);
    assertThat(gauge(MeterNames.TOPIC_OLDEST_ID)).isEqualTo((double) first.first().millis());
    assertThat(gauge(MeterNames.TOPIC_LAST_ID)).isEqualTo((double) last.first().millis());
  }

  @Test
  void aTopicThatWasThereBeforeShowsWhatItHas() {
    Appended first = node.append("news", "one", "two");
    node.close();
    start();
    LogNode.await(node.topics().describe("news"));
    await().until(() -> !meters().isEmpty());
    assertThat(appended()).isZero();
    assertThat(gauge(MeterNames.TOPIC_MESSAGES)).isEqualTo(2);
    assertThat(gauge(MeterNames.TOPIC_OLDEST_ID)).isEqualTo((double) first.first().millis());
  }

  @Test
  void namesThatNobodyHasWrittenToHaveNoMeters() {
    for (int i = 0; i < 20; i++) {
      LogNode.await(node.topics().describe("invented-" + i));
    }
    try (Follower follower = node.topics().follow("invented", null, () -> {})) {
      LogNode.await(follower.ready());
      assertThat(Search.in(node.registry()).tagKeys(MeterNames.TOPIC).meters()).isEmpty();
    }
  }

  @Test
  void aFollowerThatDoesNotTakeFallsBehindAndCatchesUp() {
    node.append("news", "before");
    try (Follower follower = node.topics().follow("news", null, () -> {})) {
      LogNode.await(follower.ready());
      await()
          .until(
              () ->
                  !Search.in(node.registry()).name(MeterNames.TOPIC_FOLLOWERS).gauges().isEmpty());
      assertThat(gauge(MeterNames.TOPIC_FOLLOWERS)).isEqualTo(1);
      assertThat(gauge(MeterNames.TOPIC_FOLLOWER_LAG)).isZero();
      node.append("news", "one");
      node.append("news", "two");
      await().until(() -> gauge(MeterNames.TOPIC_FOLLOWER_LAG) > 0.3);
      assertThat(gauge(MeterNames.TOPIC_FOLLOWER_LAG)).isLessThan(60);
      assertThat(LogNode.await(follower.next(BYTES)).count()).isEqualTo(2);
      assertThat(gauge(MeterNames.TOPIC_FOLLOWER_LAG)).isZero();
    }
    await()
        .until(
            () -> Search.in(node.registry()).name(MeterNames.TOPIC_FOLLOWERS).gauges().isEmpty());
  }

  @Test
  void whatIsOnlyInHistoryCountsSinceAllWasTaken() {
    node.append("news", "long ago");
    FeedFollower follower = follower(MessageId.NONE);
    assertThat(follower.lagMillis(Recent.after(new MessageId(5, 0)), now() + 700))
        .isBetween(700L, 10_000L);
    FeedFollower taken = follower(new MessageId(now() + 100, 0));
    assertThat(taken.lagMillis(Recent.after(new MessageId(now() + 900, 0)), now() + 1_000))
        .isBetween(100L, 900L);
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  private FeedFollower follower(MessageId after) {
    return new FeedFollower("news", new Feed(), node.topics()::read, after, () -> {});
  }

  @Test
  void metersGoWithTheTopic() {
    node.append("news", "one");
    await().until(() -> !meters().isEmpty());
    node.leave("news");
    await().atMost(Duration.ofSeconds(30)).until(() -> meters().isEmpty());
    node.append("news", "two");
    await().until(() -> appended() == 1);
    assertThat(gauge(MeterNames.TOPIC_MESSAGES)).isEqualTo(2);
  }
}
