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

class TopicFormatTest {
  /** What each version wrote; every later version has to read it. */
  private static final Path GOLDEN = Path.of("src/test/resources/stored");

  private final TopicFormat format = new TopicFormat();

  private static TopicState state() {
    TopicState.Folding folding =
        new TopicState.Folding(new Retention(java.time.Duration.ZERO, 0, 16));
    TopicState state = folding.empty();
    MessageId previous = MessageId.NONE;
    for (int i = 0; i < 3; i++) {
      Batch batch = Batches.after(previous, "a", "b");
      state = folding.after(state, batch);
      previous = batch.last();
    }
    return state;
  }

  /** One in which something of everything has happened. */
  private static TopicState changedState() {
    TopicState.Folding folding =
        new TopicState.Folding(new Retention(java.time.Duration.ZERO, 0, 16));
    TopicState state = state();
    MessageId last = state.last();
    List<Change> changes =
        List.of(
            new Change.Trimmed(new MessageId(1, 0), 1, 5),
            new Change.Taken(List.of(new Change.One(new MessageId(2, 0), new MessageId(2, 1), 5))),
            new Change.LastSet(last.plus(7), 99, new MessageId(2, 1)),
            new Change.Deleted(),
            new Change.Created());
    for (Change change : changes) {
      state = folding.after(state, Batches.changing(state.last(), change));
    }
    for (int i = 0; i < 4; i++) {
      state = folding.after(state, Batches.after(state.last(), "a", "b"));
    }
    MessageId hole = state.last();
    Change taken = new Change.Taken(List.of(new Change.One(hole.minusOne(), hole, 5)));
    return folding.after(state, Batches.changing(state.last(), taken));
  }

  private static void assertVaried(Batch read) {
    Batch batch = Batches.varied();
    assertThat(read.previous()).isEqualTo(batch.previous());
    assertThat(read.keptFrom()).isEqualTo(batch.keptFrom());
    assertThat(read.count()).isEqualTo(3);
    assertThat(read.bytes()).isEqualTo(batch.bytes());
    for (int i = 0; i < 3; i++) {
      Page.Entry expected = batch.entries().get(i);
      Page.Entry entry = read.entries().get(i);
      assertThat(entry.id()).isEqualTo(expected.id());
      assertThat(entry.producer()).isEqualTo(expected.producer());
      assertThat(entry.message().fields())
          .usingElementComparator(Arrays::compare)
          .containsExactlyElementsOf(expected.message().fields());
    }
  }

  @Test
  void batchesAndStatesComeBack() throws Exception {
    assertVaried(format.batch(format.toBinary(Batches.varied())));
    TopicState state = state();
    assertThat(state.closed()).isNotEmpty();
    assertThat(format.fromBinary(format.toBinary(state), TopicFormat.STATE)).isEqualTo(state);
  }

  @Test
  void headIsReadFromTheFirstBytes() {
    byte[] bytes = format.toBinary(Batches.varied());
    BatchCodec.Head head =
        BatchCodec.head(
            Arrays.copyOf(bytes, TopicFormat.HEADER_BYTES + BatchCodec.HEAD_BYTES),
            TopicFormat.HEADER_BYTES);
    assertThat(head.previous()).isEqualTo(Batches.varied().previous());
    assertThat(head.last()).isEqualTo(Batches.varied().last());
  }

  @Test
  void readsWhatTheFirstVersionWrote() throws Exception {
    assertVaried(format.batch(golden("batch-1.hex")));
    assertThat(format.fromBinary(golden("topic-state-1.hex"), TopicFormat.STATE))
        .isEqualTo(state());
  }

  @Test
  void readsWhatTheSecondVersionWrote() throws Exception {
    assertChanged(format.batch(golden("batch-2.hex")));
    assertThat(format.fromBinary(golden("topic-state-2.hex"), TopicFormat.STATE))
        .isEqualTo(changedState());
  }

  @Test
  void stillWritesAsTheSecondVersionDid() throws Exception {
    assertThat(format.toBinary(Batches.changed())).isEqualTo(golden("batch-2.hex"));
    assertThat(format.toBinary(changedState())).isEqualTo(golden("topic-state-2.hex"));
  }

  @Test
  void changesComeBack() throws Exception {
    assertChanged(format.batch(format.toBinary(Batches.changed())));
    TopicState state = changedState();
    assertThat(state.removed().holes()).isEqualTo(1);
    assertThat(format.fromBinary(format.toBinary(state), TopicFormat.STATE)).isEqualTo(state);
  }

  private static void assertChanged(Batch read) {
    Batch batch = Batches.changed();
    assertThat(read.changes()).isEqualTo(batch.changes());
    assertThat(read.millis()).isEqualTo(batch.millis());
    assertThat(read.last()).isEqualTo(batch.last());
    assertThat(read.beforeAppends()).isEqualTo(batch.beforeAppends());
    assertThat(read.count()).isEqualTo(1);
  }

  @Test
  void truncationAndEveryFlippedBitAreNoticed() {
    for (Object stored : List.of(Batches.varied(), state(), Batches.changed(), changedState())) {
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

  /** The body alone, without the checksum that stands before it. */
  @Test
  void truncatedBodiesAreRefused() {
    for (Batch batch : List.of(Batches.varied(), Batches.changed())) {
      byte[] body = batch.encoded();
      for (int length = 0; length < body.length; length++) {
        byte[] cut = Arrays.copyOf(body, length);
        assertThatThrownBy(() -> BatchCodec.decode(cut, BatchCodec.VERSION))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  private static byte[] golden(String name) throws Exception {
    return HexFormat.of().parseHex(Files.readString(GOLDEN.resolve(name)).strip());
  }
}
