package dev.rollcall.lookup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever way a build takes, what comes out is the same; hard sources come out right. */
class BuildPathsTest {
  private static final double OVERHEAD_BYTES_MAX = 2.5;
  private static final BuildLimits LIMITS = BuildLimits.DEFAULT;

  @TempDir Path directory;

  private final SplittableRandom random = new SplittableRandom(7);

  @ParameterizedTest
  @ValueSource(longs = {20_000, 100_000, 1_000_000, 100_000_000})
  void anyMemoryGivesTheSameMembers(long memoryBytes) throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 30_000; i++) {
      lines.add("line " + random.nextInt(20_000) + "x".repeat(random.nextInt(30)));
    }
    lines.add("y".repeat(300_000));
    lines.add("z".repeat(70_000));
    Generation generation = build(source(lines), 4, memory(memoryBytes));

    assertHoldsExactly(generation, lines);
    assertThat(files(generation))
        .containsExactlyInAnyOrder(
            "generation", "0000.segment", "0001.segment", "0002.segment", "0003.segment");
    generation.retire(true);
  }

  @ParameterizedTest
  @ValueSource(longs = {100_000, 100_000_000})
  void duplicatesLeaveNoEmptyDirectoryBehind(long memoryBytes) throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      lines.add("a line that is there often " + i % 5_000);
    }
    Generation generation = build(source(lines), 2, memory(memoryBytes));

    assertHoldsExactly(generation, lines);
    assertThat(overhead(generation, lines)).isLessThan(OVERHEAD_BYTES_MAX);
    generation.retire(true);
  }

  @ParameterizedTest
  @ValueSource(longs = {100_000, 100_000_000})
  void oneLineOverAndOverIsOneMember(long memoryBytes) throws Exception {
    Path source = Files.writeString(directory.resolve("source"), "all the same\n".repeat(200_000));
    Generation generation = build(source, 4, memory(memoryBytes));
    assertThat(generation.count()).isEqualTo(1);
    assertHoldsExactly(generation, List.of("all the same"));
    generation.retire(true);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void overheadStaysSmallForHashesAndForWords(boolean hashes) throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 300_000; i++) {
      String word = Long.toHexString(random.nextLong() | Long.MIN_VALUE);
      lines.add(hashes ? word + word : word.substring(random.nextInt(10)));
    }
    Generation generation = build(source(lines), 64, LIMITS);
    assertThat(overhead(generation, lines)).isLessThan(OVERHEAD_BYTES_MAX);
    generation.retire(true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%d@example.org", "%06d@example.org", "https://example.org/%d/"})
  void linesThatBeginOrEndAlikeAreToldApart(String shape) throws Exception {
    List<String> lines = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      lines.add(String.format(shape, 2 * i));
      others.add(String.format(shape, 2 * i + 1));
    }
    Generation generation = build(source(lines), 2, LIMITS);
    assertHoldsExactly(generation, lines);
    ByteSlices absent =
        ByteSlices.copyOf(others.stream().map(line -> line.getBytes(ISO_8859_1)).toList());
    assertThat(ones(generation.contains(absent))).isZero();
    for (int i = 0; i < 1_000; i++) {
      assertThat(holds(generation, lines.get(i))).isTrue();
      assertThat(holds(generation, others.get(i))).isFalse();
    }
    generation.retire(true);
  }

  @Test
  void anEmptySourceHasNoMembers() throws Exception {
    Generation generation = build(source(List.of()), 64, LIMITS);
    assertThat(generation.count()).isZero();
    assertThat(holds(generation, "")).isFalse();
    assertThat(holds(generation, "a")).isFalse();
    generation.retire(true);
  }

  @Test
  void onlyEmptyLinesAreOneEmptyMember() throws Exception {
    Generation generation = build(source(List.of("", "", "")), 1, LIMITS);
    assertThat(generation.count()).isEqualTo(1);
    assertThat(holds(generation, "")).isTrue();
    assertThat(holds(generation, "a")).isFalse();
    generation.retire(true);
  }

  @ParameterizedTest
  @ValueSource(longs = {100_000, 100_000_000})
  void theLongestLinesAreMembers(long memoryBytes) throws Exception {
    String longest = "x".repeat(Lines.BYTES_MAX);
    List<String> lines =
        List.of("a", longest, longest.substring(1), "b", "y" + longest.substring(1), "c");
    Generation generation = build(source(lines), 2, memory(memoryBytes));
    assertHoldsExactly(generation, lines);
    assertThat(holds(generation, longest.substring(2))).isFalse();
    assertThat(holds(generation, longest + "x")).isFalse();
    assertThat(holds(generation, longest.substring(1) + "z")).isFalse();
    generation.retire(true);

    Path crlf = Files.writeString(directory.resolve("crlf"), "a\r\n" + longest + "\r\n");
    Generation other = build(crlf, 2, memory(memoryBytes));
    assertHoldsExactly(other, List.of("a", longest));
    other.retire(true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\nmore\n", "", "\r\n"})
  void aLineThatIsTooLongIsNamed(String end) throws Exception {
    String content = "a\nb\n".repeat(100_000) + "x".repeat(Lines.BYTES_MAX + 1) + end;
    Path source = Files.writeString(directory.resolve("source"), content);
    assertThatThrownBy(() -> build(source, 2, LIMITS))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(source + ", line 200001")
        .hasMessageContaining("1048576 bytes");
  }

  @Test
  void aPartitionThatWouldBeTooLargeIsReportedWithTheRemedy() throws Exception {
    Path source = source(List.of("x".repeat(3_000), "y".repeat(3_000), "z"));
    BuildLimits limits = new BuildLimits(LIMITS.memoryBytes(), 5_000, LIMITS.threads());
    assertThatThrownBy(() -> build(source, 1, limits))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("5000 bytes")
        .hasMessageContaining("more partitions");
  }

  @Test
  void anyNumberOfThreadsWillDo() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      lines.add("line " + i);
    }
    for (int threads : new int[] {1, 3, 8}) {
      Generation generation =
          build(source(lines), 2, new BuildLimits(300_000, LIMITS.segmentBytes(), threads));
      assertHoldsExactly(generation, lines);
      generation.retire(true);
    }
  }

  private static BuildLimits memory(long bytes) {
    return new BuildLimits(bytes, LIMITS.segmentBytes(), LIMITS.threads());
  }

  private Generation build(Path source, int partitions, BuildLimits limits)
      throws IOException, SourceChangedException {
    Path set = directory.resolve("set-" + partitions);
    return GenerationStore.open(set, "s", partitions, limits).build(source, read -> {});
  }

  private Path source(List<String> lines) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (String line : lines) {
      content.writeBytes(line.getBytes(ISO_8859_1));
      content.write('\n');
    }
    return Files.write(directory.resolve("source"), content.toByteArray());
  }

  private static void assertHoldsExactly(Generation generation, List<String> lines) {
    Set<String> members = new HashSet<>(lines);
    assertThat(generation.count()).isEqualTo(members.size());
    ByteSlices present =
        ByteSlices.copyOf(members.stream().map(line -> line.getBytes(ISO_8859_1)).toList());
    ByteSlices absent =
        ByteSlices.copyOf(members.stream().map(line -> (line + "~").getBytes(ISO_8859_1)).toList());
    assertThat(ones(generation.contains(present))).isEqualTo(members.size());
    assertThat(ones(generation.contains(absent))).isZero();
  }

  private static int ones(long[] bits) {
    return Arrays.stream(bits).mapToInt(Long::bitCount).sum();
  }

  private static boolean holds(Generation generation, String key) {
    ByteSlices one = ByteSlices.copyOf(List.of(key.getBytes(ISO_8859_1)));
    return generation.contains(one)[0] != 0;
  }

  private static double overhead(Generation generation, List<String> lines) {
    Set<String> members = new HashSet<>(lines);
    long own = members.stream().mapToLong(String::length).sum();
    return (double) (generation.bytes() - own) / members.size();
  }

  private static List<String> files(Generation generation) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(generation.directory())) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    return names;
  }
}
