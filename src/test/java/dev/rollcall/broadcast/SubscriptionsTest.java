package dev.rollcall.broadcast;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.base.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Subscribers of one node, and what is published there. */
class SubscriptionsTest {
  /** A pattern is the beginning of what it matches. */
  private final Subscriptions subscriptions =
      new Subscriptions(pattern -> channel -> text(channel).startsWith(text(pattern)));

  private static final class Client implements Subscriber.Owner {
    private final AtomicInteger wakes = new AtomicInteger();
    private final AtomicInteger cuts = new AtomicInteger();

    @Override
    public void wake() {
      wakes.incrementAndGet();
    }

    @Override
    public void cut() {
      cuts.incrementAndGet();
    }
  }

  private final Client client = new Client();
  private final Subscriber subscriber = new Subscriber(subscriptions, client);

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private long publish(String channel, String message) {
    return subscriptions.deliver(new ChannelName(bytes(channel)), bytes(message));
  }

  private static List<String> taken(Subscriber subscriber) {
    return subscriber.take(Long.MAX_VALUE).stream()
        .map(
            d ->
                (d.pattern() == null ? "" : text(d.pattern()) + "|")
                    + text(d.channel())
                    + ":"
                    + text(d.message()))
        .toList();
  }

  @Test
  void whatIsPublishedIsThereWhenPublishReturns() {
    subscriber.subscribe(bytes("a"));
    assertThat(publish("a", "1")).isEqualTo(1);
    assertThat(publish("b", "2")).isZero();
    assertThat(publish("a", "3")).isEqualTo(1);
    assertThat(taken(subscriber)).containsExactly("a:1", "a:3");
  }

  @Test
  void namesAreAnyBytes() {
    subscriber.subscribe(bytes("\0\r\n\u00ff"));
    subscriber.subscribe(bytes(""));
    assertThat(publish("\0\r\n\u00ff", "\0")).isEqualTo(1);
    assertThat(publish("", "")).isEqualTo(1);
    assertThat(publish("\0\r\n\u00fe", "")).isZero();
    assertThat(taken(subscriber)).containsExactly("\0\r\n\u00ff:\0", ":");
  }

  @Test
  void channelAndEachPatternDeliverOnce() {
    subscriber.subscribe(bytes("news"));
    subscriber.subscribe(bytes("news"));
    subscriber.subscribeToPattern(bytes("ne"));
    subscriber.subscribeToPattern(bytes("n"));
    subscriber.subscribeToPattern(bytes("x"));
    assertThat(publish("news", "1")).isEqualTo(3);
    assertThat(taken(subscriber)).containsExactlyInAnyOrder("news:1", "ne|news:1", "n|news:1");
  }

  @Test
  void ownerIsWokenOnceUntilAllIsTaken() {
    subscriber.subscribe(bytes("a"));
    publish("a", "1");
    publish("a", "2");
    assertThat(client.wakes).hasValue(1);
    subscriber.take(1);
    publish("a", "3");
    assertThat(client.wakes).hasValue(1);
    subscriber.take(Long.MAX_VALUE);
    publish("a", "4");
    assertThat(client.wakes).hasValue(2);
  }

  @Test
  void unsubscribedGetsNothingMore() {
    subscriber.subscribe(bytes("a"));
    subscriber.subscribeToPattern(bytes("a"));
    subscriber.unsubscribe(bytes("a"));
    subscriber.unsubscribe(bytes("never"));
    assertThat(publish("a", "1")).isEqualTo(1);
    subscriber.unsubscribeFromPattern(bytes("a"));
    assertThat(publish("a", "2")).isZero();
    assertThat(taken(subscriber)).containsExactly("a|a:1");
    assertThat(subscriptions.channels().isEmpty()).isTrue();
    assertThat(subscriptions.patterns().isEmpty()).isTrue();
  }

  @Test
  void closedLeavesNothingBehind() {
    subscriber.subscribe(bytes("a"));
    subscriber.subscribeToPattern(bytes("b"));
    publish("a", "1");
    subscriber.close();
    subscriber.subscribe(bytes("a"));
    assertThat(taken(subscriber)).isEmpty();
    assertThat(publish("a", "2")).isZero();
    assertThat(subscriptions.channels().isEmpty()).isTrue();
    assertThat(subscriptions.patterns().isEmpty()).isTrue();
  }

  @Test
  void slowSubscriberIsCutAndOthersAreNot() {
    Client reader = new Client();
    Subscriber reading = new Subscriber(subscriptions, reader);
    reading.subscribe(bytes("a"));
    subscriber.subscribe(bytes("a"));
    String message = "x".repeat(1 << 20);
    for (int i = 0; i < 7; i++) {
      assertThat(publish("a", message)).isEqualTo(2);
      assertThat(taken(reading)).hasSize(1);
    }
    assertThat(client.cuts).hasValue(0);
    assertThat(publish("a", message)).isEqualTo(1);
    assertThat(taken(reading)).hasSize(1);
    assertThat(client.cuts).hasValue(1);
    assertThat(reader.cuts).hasValue(0);
    assertThat(taken(subscriber)).isEmpty();
    assertThat(publish("a", message)).isEqualTo(1);
    assertThat(client.cuts).hasValue(1);
    assertThat(subscriptions.heavy()).isEmpty();
  }

  @Test
  void onlyThoseWithLongBacklogsAreWatched() {
    subscriber.subscribe(bytes("a"));
    publish("a", "x".repeat(3 << 20));
    assertThat(subscriptions.heavy()).containsExactly(subscriber);
    subscriber.take(Long.MAX_VALUE);
    subscriptions.heavy().forEach(Subscriber::cutIfTooSlow);
    assertThat(subscriptions.heavy()).isEmpty();
    assertThat(client.cuts).hasValue(0);
  }

  @Test
  void namesOfOneSubscriberAreBounded() {
    assertThatThrownBy(() -> subscriber.subscribe(new byte[Subscriber.NAME_BYTES_MAX + 1]))
        .isInstanceOf(UserError.class);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 600; i++) {
                byte[] name = new byte[Subscriber.NAME_BYTES_MAX];
                name[0] = (byte) i;
                name[1] = (byte) (i >> 8);
                subscriber.subscribeToPattern(name);
              }
            })
        .isInstanceOf(UserError.class)
        .hasMessageContaining("too many subscriptions");
    int most = subscriber.patternCount();
    assertThat(most).isGreaterThan(500);
    subscriber.unsubscribeFromPattern(subscriber.patterns().get(0));
    subscriber.subscribe(bytes("a"));
    assertThat(subscriber.patternCount()).isEqualTo(most - 1);
  }

  @Test
  void orderOfEachPublisherIsKept() throws Exception {
    subscriber.subscribe(bytes("a"));
    int count = 20_000;
    List<Thread> publishers = new ArrayList<>();
    for (String name : List.of("p", "q")) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < count; i++) {
                  publish("a", name + i);
                }
              });
      publishers.add(thread);
      thread.start();
    }
    List<String> all = new ArrayList<>();
    while (all.size() < 2 * count) {
      all.addAll(taken(subscriber));
    }
    for (Thread publisher : publishers) {
      publisher.join();
    }
    for (String name : List.of("p", "q")) {
      List<String> own = all.stream().filter(text -> text.startsWith("a:" + name)).toList();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        expected.add("a:" + name + i);
      }
      assertThat(own).isEqualTo(expected);
    }
  }

  @Test
  void changesAreAnnouncedOnceUntilTheyAreTaken() {
    AtomicInteger announced = new AtomicInteger();
    subscriber.subscribe(bytes("before"));
    subscriptions.watch(announced::incrementAndGet);
    subscriber.subscribe(bytes("a"));
    subscriber.subscribeToPattern(bytes("p"));
    assertThat(announced).hasValue(1);
    assertThat(counts(subscriptions.takeChanged()))
        .containsExactlyInAnyOrder("channel a 1", "pattern p 1");
    assertThat(subscriptions.takeChanged()).isEmpty();
    subscriber.unsubscribe(bytes("a"));
    assertThat(announced).hasValue(2);
    assertThat(counts(subscriptions.takeChanged())).containsExactly("channel a 0");
    assertThat(counts(subscriptions.all()))
        .containsExactlyInAnyOrder("channel before 1", "pattern p 1");
  }

  private static List<String> counts(List<Counted> counted) {
    return counted.stream()
        .map(c -> (c.pattern() ? "pattern " : "channel ") + text(c.name()) + " " + c.count())
        .toList();
  }
}
