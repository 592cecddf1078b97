package dev.rollcall.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes: what is published on one comes to the subscribers on both. */
class ChannelsIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private ChannelNode one;
  private ChannelNode two;

  @BeforeEach
  void start() {
    one = ChannelNode.start(null);
    two = ChannelNode.start(one);
    acquaint(one, two);
    acquaint(two, one);
  }

  /** Waits until the nodes know each other. */
  private static void acquaint(ChannelNode publishing, ChannelNode subscribing) {
    ChannelNode.Client probe = new ChannelNode.Client(subscribing).subscribe("probe");
    await().atMost(LIMIT).until(() -> publishing.publish("probe", "") == 1);
    probe.subscriber().close();
    await().atMost(LIMIT).until(() -> publishing.publish("probe", "") == 0);
  }

  @AfterEach
  void stop() {
    two.close();
    one.close();
  }

  private static void awaitGot(ChannelNode.Client client, String... messages) {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(client.got()).containsExactly(messages));
  }

  @Test
  void publishCountsAndReachesSubscribersOnBothNodes() {
    ChannelNode.Client here = new ChannelNode.Client(one).subscribe("news").subscribe("other");
    ChannelNode.Client there = new ChannelNode.Client(two).subscribe("news");
    ChannelNode.Client pattern = new ChannelNode.Client(two).subscribeToPattern("ne");
    one.announced();
    two.announced();
    assertThat(one.publish("news", "1")).isEqualTo(3);
    assertThat(here.got()).containsExactly("1");
    awaitGot(there, "1");
    awaitGot(pattern, "1");
    assertThat(two.publish("news", "2")).isEqualTo(3);
    assertThat(two.publish("other", "3")).isEqualTo(1);
    assertThat(two.publish("nobody", "4")).isZero();
    awaitGot(here, "1", "2", "3");
    awaitGot(there, "1", "2");
    awaitGot(pattern, "1", "2");
  }

  @Test
  void bothNodesTellWhatIsSubscribedTo() {
    new ChannelNode.Client(one).subscribe("a").subscribe("b").subscribeToPattern("p");
    new ChannelNode.Client(two).subscribe("b").subscribe("c").subscribeToPattern("p");
    one.announced();
    two.announced();
    for (ChannelNode node : List.of(one, two)) {
      assertThat(node.channels().names().stream().map(name -> new String(name, UTF_8)))
          .containsExactly("a", "b", "c");
      assertThat(node.channels().subscribers("b".getBytes(UTF_8))).isEqualTo(2);
      assertThat(node.channels().subscribers("c".getBytes(UTF_8))).isEqualTo(1);
      assertThat(node.channels().patterns()).isEqualTo(1);
    }
  }

  @Test
  void aSubscriptionIsKnownElsewhereOnceItIsAnnounced() {
    ChannelNode.Client client = new ChannelNode.Client(two);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String channel = "channel-" + i;
      client.subscribe(channel);
      two.announced();
      assertThat(one.publish(channel, channel)).isEqualTo(1);
      expected.add(channel);
    }
    awaitGot(client, expected.toArray(String[]::new));
  }

  @Test
  void manyNamesAreToldInPartsAndANodeThatComesLaterHearsThemAll() {
    ChannelNode.Client client = new ChannelNode.Client(one);
    for (int i = 0; i < 50; i++) {
      client.subscribe("x".repeat(40_000) + i);
    }
    try (ChannelNode three = ChannelNode.start(one)) {
      await().atMost(LIMIT).until(() -> three.channels().names().size() == 50);
      assertThat(three.publish("x".repeat(40_000) + 49, "hello")).isEqualTo(1);
      awaitGot(client, "hello");
    }
    await().atMost(LIMIT).until(() -> one.publish("x".repeat(40_000) + 1, "still") == 1);
  }

  @Test
  void whatANodeHadIsForgottenWhenItLeaves() {
    new ChannelNode.Client(two).subscribe("news");
    two.announced();
    assertThat(one.publish("news", "1")).isEqualTo(1);
    two.close();
    await().atMost(LIMIT).until(() -> one.publish("news", "2") == 0);
    assertThat(one.channels().names()).isEmpty();
  }

  @Test
  void orderIsKeptAndAFastPublisherLosesNothingThatIsTaken() {
    ChannelNode.Client client = new ChannelNode.Client(two).subscribe("news");
    two.announced();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      String message = "message-" + i;
      if (one.publish("news", message) == 1) {
        expected.add(message);
      }
    }
    assertThat(expected).hasSize(5000);
    awaitGot(client, expected.toArray(String[]::new));
  }

  @Test
  void whatANodeDoesNotTakeInTimeIsNotKeptForIt() {
    ChannelNode.Client client = new ChannelNode.Client(two).subscribe("news");
    two.announced();
    String large = "x".repeat(512 << 10);
    long sent = 0;
    for (int i = 0; i < 200; i++) {
      sent += one.publish("news", large);
    }
    assertThat(sent).isLessThan(200);
    // Once it has caught up, it gets what comes.
    ChannelNode.Client later = new ChannelNode.Client(two).subscribe("later");
    await().atMost(LIMIT).until(() -> one.publish("later", "small") == 1);
    await().atMost(LIMIT).until(() -> later.got().contains("small"));
    client.subscriber().close();
  }
}
