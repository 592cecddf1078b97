package dev.rollcall.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OverlayTest {
  private final OverlayFormat format = new OverlayFormat();

  private static OverlayEvent.Change change(OverlayEvent.Kind kind, String key) {
    return new OverlayEvent.Change(kind, new OverlayKey(key.getBytes(UTF_8)));
  }

  private static OverlayEvent event(OverlayEvent.Change... changes) {
    return new OverlayEvent(List.of(changes));
  }

  private static @Nullable Boolean member(Overlay overlay, String key) {
    byte[] bytes = ("<" + key + ">").getBytes(UTF_8);
    return overlay.member(new OverlayKey(bytes, 1, bytes.length - 2));
  }

  @Test
  void laterWordOfAKeyIsTheOneThatHolds() {
    Overlay overlay =
        Overlay.EMPTY
            .after(
                event(
                    change(OverlayEvent.Kind.ADDED, "a"),
                    change(OverlayEvent.Kind.REMOVED, "b"),
                    change(OverlayEvent.Kind.ADDED, "c"),
                    change(OverlayEvent.Kind.ADDED, "")))
            .after(
                event(
                    change(OverlayEvent.Kind.REMOVED, "a"),
                    change(OverlayEvent.Kind.ADDED, "b"),
                    change(OverlayEvent.Kind.FORGOTTEN, "c")));
    assertThat(member(overlay, "a")).isFalse();
    assertThat(member(overlay, "b")).isTrue();
    assertThat(member(overlay, "c")).isNull();
    assertThat(member(overlay, "")).isTrue();
    assertThat(member(overlay, "d")).isNull();
    assertThat(overlay.added()).isEqualTo(2);
    assertThat(overlay.removed()).isEqualTo(1);
  }

  @Test
  void changesLeaveEarlierOverlaysAsTheyWere() {
    Overlay before = Overlay.EMPTY.after(event(change(OverlayEvent.Kind.ADDED, "a")));
    Overlay after = before.after(event(change(OverlayEvent.Kind.FORGOTTEN, "a")));
    assertThat(member(before, "a")).isTrue();
    assertThat(after.isEmpty()).isTrue();
    assertThat(after.bytes()).isZero();
  }

  @Test
  void countsAreThoseOfAModel() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    Map<String, Boolean> model = new HashMap<>();
    Overlay overlay = Overlay.EMPTY;
    for (int round = 0; round < 300; round++) {
      List<OverlayEvent.Change> changes = new ArrayList<>();
      for (int i = random.nextInt(1, 20); i > 0; i--) {
        String key = "key-" + random.nextInt(400);
        OverlayEvent.Kind kind = OverlayEvent.Kind.of(random.nextInt(3));
        changes.add(change(kind, key));
        if (kind == OverlayEvent.Kind.FORGOTTEN) {
          model.remove(key);
        } else {
          model.put(key, kind == OverlayEvent.Kind.ADDED);
        }
      }
      OverlayEvent event = new OverlayEvent(changes);
      overlay =
          overlay.after(
              (OverlayEvent) format.fromBinary(format.toBinary(event), OverlayFormat.EVENT));
      if (round % 50 == 0) {
        overlay = (Overlay) format.fromBinary(format.toBinary(overlay), OverlayFormat.OVERLAY);
      }
    }
    for (int i = 0; i < 400; i++) {
      assertThat(member(overlay, "key-" + i)).isEqualTo(model.get("key-" + i));
    }
    long added = model.values().stream().filter(member -> member).count();
    assertThat(overlay.added()).isEqualTo((int) added);
    assertThat(overlay.removed()).isEqualTo((int) (model.size() - added));
    assertThat(overlay.bytes()).isPositive();
  }

  @Test
  void snapshotIsWorthItsLengthInEvents() {
    byte[] mebibyte = new byte[1 << 20];
    Overlay overlay = Overlay.EMPTY;
    int events = 0;
    while (!overlay.worthSnapshot()) {
      overlay =
          overlay.after(
              event(new OverlayEvent.Change(OverlayEvent.Kind.ADDED, new OverlayKey(mebibyte))));
      events++;
    }
    assertThat(events).isEqualTo(4);
    overlay = overlay.after(event(change(OverlayEvent.Kind.ADDED, "a")));
    assertThat(overlay.worthSnapshot()).isFalse();
  }

  @Test
  void countThatCannotBeIsRefused() {
    byte[] bytes = format.toBinary(event(change(OverlayEvent.Kind.ADDED, "a")));
    bytes[5] = 0x7f;
    assertThatThrownBy(() -> format.fromBinary(bytes, OverlayFormat.EVENT))
        .isInstanceOf(NotSerializableException.class);
  }
}
