package dev.rollcall.lookup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.base.ByteSlices;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files are never answered from. */
class DamageTest {
  private static final int LINES = 30;

  @TempDir Path directory;

  private final Set<String> members = new HashSet<>();
  private final List<String> keys = new ArrayList<>();
  private Path generation = Path.of("");

  @BeforeEach
  void build() throws Exception {
    for (int i = 0; i < LINES; i++) {
      members.add("line " + i * i);
      keys.add("line " + i * i);
      keys.add("line " + i * i + ".");
    }
    Generation built = store().build(source("source", members), read -> {});
    generation = built.directory();
    built.retire(false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000.segment", "0001.segment", "generation"})
  void everyFlippedBitIsNoticed(String name) throws IOException {
    Path file = generation.resolve(name);
    for (int bit = 0; bit < Files.size(file) * Byte.SIZE; bit++) {
      flip(file, bit);
      assertDamaged("bit " + bit);
      flip(file, bit);
    }
    assertIntact();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000.segment", "0001.segment", "generation"})
  void everyTruncationIsNoticed(String name) throws IOException {
    Path file = generation.resolve(name);
    byte[] intact = Files.readAllBytes(file);
    Files.write(file, new byte[1], StandardOpenOption.APPEND);
    assertDamaged("one byte more");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int length = intact.length - 1; length >= 0; length--) {
        channel.truncate(length);
        assertDamaged("length " + length);
      }
    }
    Files.write(file, intact);
    assertIntact();
  }

  @Test
  void everyFlippedBitOfEntriesIsHarmlessBeforeItIsNoticed() throws IOException {
    Path file = generation.resolve("0000.segment");
    byte[] intact = Files.readAllBytes(file);
    long entries = SegmentHeader.read(file, intact).entriesStart();
    byte[][] strings = keys.stream().map(key -> key.getBytes(ISO_8859_1)).toArray(byte[][]::new);
    for (int bit = (int) entries * Byte.SIZE; bit < intact.length * Byte.SIZE; bit++) {
      flip(file, bit);
      Segment segment = Segment.open(file);
      for (byte[] string : strings) {
        for (int bucket = 0; bucket < segment.header().buckets(); bucket++) {
          int from = Segment.offset(segment.directory(bucket));
          int to = Segment.offset(segment.directory(bucket + 1));
          long probe = Words.probe(string, 0, string.length);
          segment.find(from, to, string, 0, string.length, probe);
        }
      }
      assertThatThrownBy(segment::verify).isInstanceOf(DamageException.class);
      segment.unmap();
      flip(file, bit);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000.segment", "0001.segment", "generation"})
  void aMissingFileIsNoticed(String name) throws IOException {
    Files.delete(generation.resolve(name));
    assertDamaged(name);
  }

  @Test
  void exchangedSegmentsAreNoticed() throws IOException {
    Path other = generation.resolve("other");
    Files.move(generation.resolve("0000.segment"), other);
    Files.move(generation.resolve("0001.segment"), generation.resolve("0000.segment"));
    Files.move(other, generation.resolve("0001.segment"));
    assertDamaged("exchanged");
  }

  @Test
  void aSegmentOfAnotherGenerationIsNoticed() throws Exception {
    Generation next = store().build(source("source", members), read -> {});
    Files.copy(
        next.directory().resolve("0001.segment"),
        generation.resolve("0001.segment"),
        StandardCopyOption.REPLACE_EXISTING);
    next.retire(false);
    assertDamaged("foreign segment");
  }

  @Test
  void aFileThatDoesNotBelongIsHarmless() throws IOException {
    Files.writeString(generation.resolve("0002.segment"), "no segment");
    assertIntact();
  }

  @Test
  void theStoreFallsBackToTheNewestIntactGenerationAndDeletesTheDamaged() throws Exception {
    Set<String> more = new HashSet<>(members);
    more.add("one more");
    Generation newer = store().build(source("source", more), read -> {});
    newer.retire(false);
    Path segment = newer.directory().resolve("0001.segment");
    flip(segment, (Files.size(segment) - 9) * Byte.SIZE);

    Generation found = store().newest().orElseThrow();

    assertThat(found.directory()).isEqualTo(generation);
    assertThat(newer.directory()).doesNotExist();
    assertAnswers(found);
    found.retire(false);
  }

  @Test
  void theStoreServesNothingWhereAllIsDamaged() throws Exception {
    Files.delete(generation.resolve("0001.segment"));
    assertThat(store().newest()).isEmpty();
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory.resolve("set"))) {
      assertThat(left).extracting(path -> path.getFileName().toString()).containsExactly("set");
    }
  }

  @Test
  void aDamagedDescriptionOfTheSetIsNoticed() throws Exception {
    Path file = directory.resolve("set").resolve(SetShape.FILE);
    Files.writeString(file, Files.readString(file).replace("partitions=2", "partitions=4"));
    assertThatThrownBy(this::store)
        .isInstanceOf(DamageException.class)
        .hasMessageContaining(file.toString());
  }

  private static void flip(Path file, long bit) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, bit / Byte.SIZE);
      one.put(0, (byte) (one.get(0) ^ 1 << bit % Byte.SIZE));
      channel.write(one.flip(), bit / Byte.SIZE);
    }
  }

  private void assertDamaged(String how) {
    assertThatThrownBy(() -> Generation.open(generation).retire(false))
        .as(how)
        .isInstanceOf(DamageException.class)
        .hasMessageContaining(generation.toString());
  }

  private void assertIntact() throws IOException {
    Generation opened = Generation.open(generation);
    assertAnswers(opened);
    opened.retire(false);
  }

  private void assertAnswers(Generation opened) {
    ByteSlices batch =
        ByteSlices.copyOf(keys.stream().map(key -> key.getBytes(ISO_8859_1)).toList());
    Answers answers = new Answers(0, opened.contains(batch));
    for (int i = 0; i < keys.size(); i++) {
      assertThat(answers.contains(i)).as(keys.get(i)).isEqualTo(members.contains(keys.get(i)));
    }
  }

  private GenerationStore store() throws IOException {
    return GenerationStore.open(directory.resolve("set"), "s", 2);
  }

  private Path source(String name, Set<String> lines) throws IOException {
    return Files.write(directory.resolve(name), lines);
  }
}
