package dev.rollcall.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

/** What is known of another node, as its messages come or get lost. */
class ChannelPeerTest {
  private final Subscriptions subscriptions = new Subscriptions(pattern -> channel -> true);
  private final ChannelPeer peer =
      new ChannelPeer(TestInbox.<ChannelRelay.Command>create().getRef(), () -> {});

  private static ChannelName name(String text) {
    return new ChannelName(text.getBytes(UTF_8));
  }

  private static List<Counted> channel(String name, int count) {
    return List.of(Counted.channel(name(name), count));
  }

  private long receivers(String channel) {
    return peer.receivers(name(channel), subscriptions);
  }

  @Test
  void changesCountFromAWholeAccountOn() {
    assertThat(peer.changed(1, channel("a", 1))).isFalse();
    assertThat(receivers("a")).isZero();
    assertThat(peer.whole(4, 0, 1, channel("a", 2))).isTrue();
    assertThat(peer.changed(5, channel("b", 1))).isTrue();
    assertThat(receivers("a")).isEqualTo(2);
    assertThat(receivers("b")).isEqualTo(1);
    assertThat(peer.changed(6, channel("a", 0))).isTrue();
    assertThat(receivers("a")).isZero();
  }

  @Test
  void aMissedChangeIsNoticedAndOneHeardTwiceDoesNothing() {
    peer.whole(0, 0, 1, List.of());
    assertThat(peer.changed(1, channel("a", 1))).isTrue();
    assertThat(peer.changed(3, channel("a", 3))).isFalse();
    assertThat(peer.changed(1, channel("a", 7))).isTrue();
    assertThat(receivers("a")).isEqualTo(1);
    assertThat(peer.revision()).isEqualTo(1);
  }

  @Test
  void aWholeAccountReplacesWhatWasKnownAndIsCompleteWithItsLastPart() {
    peer.whole(1, 0, 1, channel("old", 1));
    assertThat(peer.whole(5, 0, 3, channel("a", 1))).isTrue();
    assertThat(peer.revision()).isNegative();
    assertThat(peer.whole(5, 2, 3, channel("c", 1))).isFalse();
    assertThat(peer.revision()).isNegative();
    for (int part = 0; part < 3; part++) {
      assertThat(peer.whole(5, part, 3, channel("part" + part, 1))).isTrue();
    }
    assertThat(peer.revision()).isEqualTo(5);
    assertThat(receivers("old")).isZero();
    assertThat(receivers("a")).isZero();
    assertThat(receivers("part0")).isEqualTo(1);
  }

  @Test
  void patternsCountForEveryChannelTheyMatch() {
    peer.whole(0, 0, 1, List.of(Counted.pattern(name("p"), 3), Counted.channel(name("a"), 1)));
    assertThat(receivers("a")).isEqualTo(4);
    assertThat(receivers("b")).isEqualTo(3);
  }
}
