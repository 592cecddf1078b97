package dev.rollcall.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.NotSerializableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupFormatTest {
  /** What version 1 wrote; every later version has to read it. */
  private static final Path GOLDEN = Path.of("src/test/resources/stored");

  private final GroupFormat format = new GroupFormat();

  private static MessageId id(long millis) {
    return new MessageId(millis, millis + 1);
  }

  /** Everything that can be stored. */
  private static GroupEvent event() {
    return new GroupEvent(
        3,
        List.of(
            new GroupChange.GroupPut("g", id(1_700_000_000_000L), Groups.UNKNOWN),
            new GroupChange.GroupPut("\u00ff\u0000", MessageId.MAX, 17),
            new GroupChange.GroupPut("gone", MessageId.NONE, 0),
            new GroupChange.ConsumerPut("g", "c", 1_700_000_000_123L),
            new GroupChange.ConsumerPut("g", "", 0),
            new GroupChange.ConsumerPut("g", "gone", 5),
            new GroupChange.Delivered(
                "g", new Pending("c", 1_700_000_000_124L, 1), List.of(id(1), id(2), id(3))),
            new GroupChange.Delivered("g", new Pending("gone", 0, 9), List.of(id(4))),
            new GroupChange.Released("g", List.of(id(2))),
            new GroupChange.ConsumerDropped("g", "gone"),
            new GroupChange.GroupDropped("gone")));
  }

  private static GroupState state() {
    return new GroupState.Folding().after(GroupState.EMPTY, event());
  }

  private static void assertState(GroupState state) {
    assertThat(state.sequence()).isOne();
    assertThat(state.incarnation()).isEqualTo(3);
    assertThat(state.groups().size()).isEqualTo(2);
    assertThat(state.pending()).isEqualTo(2);
    GroupState.Group group = state.group("g");
    assertThat(group).isNotNull();
    assertThat(group.last()).isEqualTo(id(1_700_000_000_000L));
    assertThat(group.entriesRead()).isEqualTo(Groups.UNKNOWN);
    assertThat(group.consumers().size()).isEqualTo(2);
    assertThat(group.pending())
        .extracting(java.util.Map.Entry::getKey)
        .containsExactly(id(1), id(3));
    assertThat(group.pending().get(id(3))).isEqualTo(new Pending("c", 1_700_000_000_124L, 1));
    GroupState.Group other = state.group("\u00ff\u0000");
    assertThat(other).isNotNull();
    assertThat(other.last()).isEqualTo(MessageId.MAX);
    assertThat(other.entriesRead()).isEqualTo(17);
  }

  @Test
  void eventsAndStatesComeBack() throws Exception {
    assertThat(format.fromBinary(format.toBinary(event()), GroupFormat.EVENT)).isEqualTo(event());
    assertState((GroupState) format.fromBinary(format.toBinary(state()), GroupFormat.STATE));
  }

  @Test
  void readsWhatTheFirstVersionWrote() throws Exception {
    assertThat(format.fromBinary(golden("group-event-1.hex"), GroupFormat.EVENT))
        .isEqualTo(event());
    assertState((GroupState) format.fromBinary(golden("group-state-1.hex"), GroupFormat.STATE));
  }

  @Test
  void stillWritesAsTheFirstVersionDid() throws Exception {
    assertThat(format.toBinary(event())).isEqualTo(golden("group-event-1.hex"));
    assertThat(format.toBinary(state())).isEqualTo(golden("group-state-1.hex"));
  }

  @Test
  void truncationAndEveryFlippedBitAreNoticed() {
    for (Object stored : List.of(event(), state())) {
      byte[] bytes = format.toBinary(stored);
      String manifest = format.manifest(stored);
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> format.fromBinary(cut, manifest))
            .isInstanceOf(NotSerializableException.class);
      }
      for (int bit = 0; bit < bytes.length * 8; bit++) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        assertThatThrownBy(() -> format.fromBinary(flipped, manifest))
            .isInstanceOf(NotSerializableException.class);
      }
    }
  }

  private static byte[] golden(String name) throws Exception {
    return HexFormat.of().parseHex(Files.readString(GOLDEN.resolve(name)).strip());
  }
}
