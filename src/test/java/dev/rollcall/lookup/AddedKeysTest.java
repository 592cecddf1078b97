package dev.rollcall.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AddedKeysTest {
  private Overlay overlay = Overlay.EMPTY;

  private static OverlayEvent event(OverlayEvent.Kind kind, Stream<String> keys) {
    return new OverlayEvent(
        keys.map(key -> new OverlayEvent.Change(kind, new OverlayKey(key.getBytes(UTF_8))))
            .toList());
  }

  private static Stream<String> keys(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "key-" + i);
  }

  private boolean happens(AddedKeys keys, OverlayEvent event) {
    overlay = overlay.after(event);
    return keys.note(event, overlay);
  }

  private static List<String> strings(AddedKeys.Sorted sorted) {
    return Arrays.stream(sorted.keys()).map(key -> new String(key.copy(), UTF_8)).toList();
  }

  @Test
  void orderIsThatOfTheHashWhateverCameWhen() {
    AddedKeys grown = new AddedKeys(overlay);
    for (int i = 0; i < 500; i++) {
      happens(grown, event(OverlayEvent.Kind.ADDED, keys(i, i + 1)));
      if (i % 7 == 0) {
        assertThat(grown.all().count()).isEqualTo(i + 1);
      }
    }
    AddedKeys.Sorted sorted = grown.all();
    assertThat(strings(sorted)).isEqualTo(strings(new AddedKeys(overlay).all()));
    long[] hashes = IntStream.of(sorted.hashes()).mapToLong(Integer::toUnsignedLong).toArray();
    assertThat(hashes).isSorted();
    assertThat(hashes[0]).as("compared without sign").isLessThan(1L << 28);
    assertThat(hashes[499]).isGreaterThan(Integer.MAX_VALUE);
    for (int i = 0; i < 500; i++) {
      assertThat(sorted.indexOf(hashes[i])).isEqualTo(i);
      assertThat(sorted.indexOf(hashes[i] + 1)).isEqualTo(i + 1);
    }
  }

  @Test
  void orderIsTheSameInEveryProcess() {
    // Cursors that clients hold point into it.
    overlay = overlay.after(event(OverlayEvent.Kind.ADDED, keys(0, 6)));
    assertThat(strings(new AddedKeys(overlay).all()))
        .containsExactly("key-1", "key-4", "key-0", "key-3", "key-5", "key-2");
  }

  @Test
  void keyThatComesAndGoesIsThereOnce() {
    AddedKeys keys = new AddedKeys(overlay);
    for (int i = 0; i < 5; i++) {
      happens(keys, event(OverlayEvent.Kind.ADDED, keys(0, 3)));
      happens(keys, event(OverlayEvent.Kind.FORGOTTEN, keys(0, 3)));
      happens(keys, event(OverlayEvent.Kind.ADDED, keys(0, 3)));
      assertThat(keys.all().count()).isEqualTo(3);
    }
  }

  @Test
  void saysWhenItHadBetterBeMadeAnew() {
    overlay = overlay.after(event(OverlayEvent.Kind.ADDED, keys(0, 10_000)));
    AddedKeys keys = new AddedKeys(overlay);
    assertThat(happens(keys, event(OverlayEvent.Kind.FORGOTTEN, keys(0, 7_000)))).isTrue();
    assertThat(happens(keys, event(OverlayEvent.Kind.FORGOTTEN, keys(7_000, 7_800)))).isFalse();

    AddedKeys others = new AddedKeys(overlay);
    assertThat(happens(others, event(OverlayEvent.Kind.ADDED, keys(20_000, 22_000)))).isTrue();
    assertThat(happens(others, event(OverlayEvent.Kind.ADDED, keys(22_000, 23_000)))).isFalse();
  }

  @Test
  void everyMemberIsAsLikelyWhetherOldOrNew() {
    AddedKeys keys = new AddedKeys(overlay);
    happens(keys, event(OverlayEvent.Kind.ADDED, keys(0, 60)));
    keys.all();
    happens(keys, event(OverlayEvent.Kind.FORGOTTEN, keys(20, 40)));
    happens(keys, event(OverlayEvent.Kind.ADDED, keys(30, 35)));
    happens(keys, event(OverlayEvent.Kind.ADDED, keys(60, 70)));
    happens(keys, event(OverlayEvent.Kind.FORGOTTEN, keys(60, 65)));
    happens(keys, event(OverlayEvent.Kind.ADDED, keys(60, 65)));
    Random random = new Random(7);
    List<String> drawn = new ArrayList<>();
    for (int i = 0; i < 55_000; i++) {
      drawn.add(new String(Objects.requireNonNull(keys.random(overlay, random)).copy(), UTF_8));
    }
    Set<String> members = new HashSet<>(drawn);
    assertThat(members).hasSize(55).doesNotContain("key-20").contains("key-30", "key-64");
    assertThat(Uniformity.chiSquare(drawn, 55)).isLessThan(Uniformity.limit(55));
  }

  @Test
  void whereNoneIsLeftThereIsNone() {
    AddedKeys keys = new AddedKeys(overlay);
    assertThat(keys.random(overlay, new Random(1))).isNull();
    happens(keys, event(OverlayEvent.Kind.ADDED, keys(0, 100)));
    happens(keys, event(OverlayEvent.Kind.CLEARED, Stream.of("")));
    assertThat(overlay.isEmpty()).isTrue();
    assertThat(keys.random(overlay, new Random(1))).isNull();
  }
}
