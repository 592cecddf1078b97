package dev.rollcall.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What an earlier version has stored is still read, and what this one stores is the same. */
class OverlayFormatTest {
  private final OverlayFormat format = new OverlayFormat();

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = OverlayFormatTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private static OverlayEvent event() {
    return new OverlayEvent(
        List.of(
            new OverlayEvent.Change(
                OverlayEvent.Kind.ADDED, new OverlayKey("naïve".getBytes(UTF_8))),
            new OverlayEvent.Change(OverlayEvent.Kind.REMOVED, new OverlayKey(new byte[0])),
            new OverlayEvent.Change(
                OverlayEvent.Kind.FORGOTTEN, new OverlayKey(new byte[] {0, -1, 10}))));
  }

  @Test
  void eventIsStoredAsEver() throws Exception {
    byte[] golden = golden("overlay-event-1.bin");
    assertThat(format.toBinary(event())).isEqualTo(golden);
    assertThat(format.fromBinary(golden, "event")).isEqualTo(event());
  }

  /** One key, since the order of several is nobody's. */
  @Test
  void overlayIsStoredAsEver() throws Exception {
    Overlay overlay =
        Overlay.EMPTY.with(
            new OverlayEvent.Change(
                OverlayEvent.Kind.REMOVED, new OverlayKey("hidden".getBytes(UTF_8))));
    byte[] golden = golden("overlay-1.bin");
    assertThat(format.toBinary(overlay)).isEqualTo(golden);
    Overlay read = (Overlay) format.fromBinary(golden, "overlay");
    assertThat(read.member(new OverlayKey("hidden".getBytes(UTF_8)))).isFalse();
    assertThat(read.removed()).isEqualTo(1);
    assertThat(read.added()).isZero();
  }

  @Test
  void identifierAndManifestsNeverChange() {
    assertThat(format.identifier()).isEqualTo(7202);
    assertThat(format.manifest(event())).isEqualTo("event");
    assertThat(format.manifest(Overlay.EMPTY)).isEqualTo("overlay");
  }
}
