package dev.rollcall.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final InetAddress ANYBODY = address("192.0.2.1");

  private static InetAddress address(String text) {
    return Network.address(text).orElseThrow();
  }

  private static long allowed(SlidingWindow window, int times, Duration apart) {
    long allowed = 0;
    for (int i = 0; i < times; i++) {
      allowed += window.ask(ANYBODY, apart.toNanos() * i).allowed() ? 1 : 0;
    }
    return allowed;
  }

  @Test
  void ofTwentyAtOnceFiveAreAllowed() {
    assertThat(allowed(new SlidingWindow(5, SECOND), 20, Duration.ZERO)).isEqualTo(5);
  }

  @Test
  void whoKeepsToThePaceIsNeverRefused() {
    assertThat(allowed(new SlidingWindow(5, SECOND), 10, Duration.ofMillis(250))).isEqualTo(10);
    assertThat(allowed(new SlidingWindow(5, SECOND), 1000, Duration.ofMillis(200))).isEqualTo(1000);
  }

  @Test
  void whatIsRefusedDoesNotCount() {
    SlidingWindow window = new SlidingWindow(1, SECOND);
    assertThat(window.ask(ANYBODY, 0).allowed()).isTrue();
    for (int tenth = 1; tenth < 10; tenth++) {
      assertThat(window.ask(ANYBODY, tenth * 100_000_000L).allowed()).isFalse();
    }
    assertThat(window.ask(ANYBODY, SECOND.toNanos()).allowed()).isTrue();
  }

  @Test
  void saysHowOftenMoreAndHowSoon() {
    SlidingWindow window = new SlidingWindow(2, SECOND);
    assertThat(window.ask(ANYBODY, 0)).isEqualTo(new SlidingWindow.Verdict(true, 1, SECOND));
    assertThat(window.ask(ANYBODY, 400_000_000))
        .isEqualTo(new SlidingWindow.Verdict(true, 0, Duration.ofMillis(600)));
    assertThat(window.ask(ANYBODY, 700_000_000))
        .isEqualTo(new SlidingWindow.Verdict(false, 0, Duration.ofMillis(300)));
  }

  @Test
  void clientsDoNotAffectEachOtherButANetworkOfIpv6IsOne() {
    SlidingWindow window = new SlidingWindow(1, SECOND);
    assertThat(window.ask(address("192.0.2.1"), 0).allowed()).isTrue();
    assertThat(window.ask(address("192.0.2.2"), 0).allowed()).isTrue();
    assertThat(window.ask(address("2001:db8:0:1::1"), 0).allowed()).isTrue();
    assertThat(window.ask(address("2001:db8:0:1:ffff::2"), 0).allowed()).isFalse();
    assertThat(window.ask(address("2001:db8:0:2::1"), 0).allowed()).isTrue();
    assertThat(window.ask(address("::ffff:192.0.2.1"), 0).allowed()).isFalse();
  }

  @Test
  void manyClientsTakeBoundedMemoryAndTheLatestAreRemembered() {
    SlidingWindow window = new SlidingWindow(1, SECOND, 2000);
    for (int i = 0; i < 100_000; i++) {
      InetAddress client = address("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255));
      assertThat(window.ask(client, i).allowed()).isTrue();
      assertThat(window.ask(client, i).allowed()).isFalse();
    }
    assertThat(window.clients()).isLessThanOrEqualTo(100);
  }

  @Test
  void manyRequestsOfOneClientTakeBoundedMemory() {
    SlidingWindow window = new SlidingWindow(100_000, SECOND);
    for (int i = 0; i < 1_000_000; i++) {
      window.ask(ANYBODY, i * 1_000L);
    }
    assertThat(window.ask(ANYBODY, 999_999_999).allowed()).isFalse();
    assertThat(window.ask(ANYBODY, 1_100_000_000).left()).isEqualTo(99_999);
  }

  @Property(tries = 300)
  void noStretchOfTimeHoldsMoreThanItMay(
      @ForAll @Size(max = 60) List<@IntRange(max = 400) Integer> gaps,
      @ForAll @IntRange(min = 1, max = 7) int times) {
    SlidingWindow window = new SlidingWindow(times, SECOND);
    List<Long> allowed = new ArrayList<>();
    long now = Long.MAX_VALUE - 5_000_000_000L;
    for (int gap : gaps) {
      now += gap * 1_000_000L;
      long from = now - SECOND.toNanos();
      long counted = allowed.stream().filter(then -> then - from > 0).count();
      boolean expected = counted < times;
      assertThat(window.ask(ANYBODY, now).allowed()).isEqualTo(expected);
      if (expected) {
        allowed.add(now);
      }
    }
  }
}
