package dev.rollcall.lookup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.UserError;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationStoreTest {
  @TempDir Path directory;

  @Test
  void hasNothingBeforeTheFirstBuild() throws IOException {
    assertThat(store().newest()).isEmpty();
  }

  @Test
  void opensWhatWasBuiltBefore() throws Exception {
    store().build(source("a\nb\n"), read -> {}).retire(false);
    Generation found = store().newest().orElseThrow();
    assertThat(found.count()).isEqualTo(2);
    assertThat(contains(found, "a", "c")).containsExactly(true, false);
    found.retire(true);
  }

  @Test
  void keepsOnlyTheNewestAtAStart() throws Exception {
    GenerationStore store = store();
    store.build(source("a\n"), read -> {}).retire(false);
    store.build(source("b\n"), read -> {}).retire(false);

    Generation newest = store().newest().orElseThrow();

    assertThat(newest.id()).isEqualTo(2);
    assertThat(contains(newest, "a", "b")).containsExactly(false, true);
    assertThat(names()).containsExactlyInAnyOrder("set", "generation-0000000002");
    newest.retire(true);
  }

  @Test
  void numbersGenerationsOnWhereItLeftOff() throws Exception {
    store().build(source("a\n"), read -> {}).retire(false);
    Generation second = store().build(source("a\n"), read -> {});
    assertThat(second.id()).isEqualTo(2);
    second.retire(true);
  }

  @Test
  void anInterruptedBuildLeavesNothing() throws Exception {
    GenerationStore store = store();
    Path source = source("a\n".repeat(1_000_000));
    assertThatThrownBy(() -> store.build(source, read -> Thread.currentThread().interrupt()))
        .isInstanceOf(IOException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(names()).containsExactly("set");

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> store.build(source, read -> {}))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(names()).containsExactly("set");
  }

  @Test
  void whatAKilledBuildOrDeletionLeftIsNotServedAndRemoved() throws Exception {
    GenerationStore store = store();
    Generation built = store.build(source("a\n"), read -> {});
    built.retire(false);
    Path building = directory.resolve("sets/s/building-0000000002");
    Files.move(built.directory(), building);
    Path deleted = Files.createDirectory(directory.resolve("sets/s/deleted-generation-0000000001"));
    Files.writeString(deleted.resolve("0001.segment"), "x");

    assertThat(GenerationStore.generations(store.directory())).isEmpty();
    assertThat(store().newest()).isEmpty();
    assertThat(names()).containsExactly("set");
  }

  @Test
  void aSourceChangedWhileItIsReadIsReported() throws Exception {
    Path source = source("line of a source\n".repeat(100_000));
    AtomicLong calls = new AtomicLong();
    LongConsumer change =
        read -> {
          if (calls.getAndIncrement() == 0) {
            append(source, "one more\n");
          }
        };
    GenerationStore store = store();

    assertThatThrownBy(() -> store.build(source, change))
        .isInstanceOf(SourceChangedException.class)
        .hasMessageContaining(source.toString());
    assertThat(names()).containsExactly("set");

    Generation retried = store.build(source, read -> {});
    assertThat(contains(retried, "one more", "line of a source")).containsExactly(true, true);
    retried.retire(true);
  }

  @Test
  void aSourceRewrittenInPlaceWhileItIsReadIsReported() throws Exception {
    Path source = source("line of a source\n".repeat(100_000));
    AtomicLong calls = new AtomicLong();
    LongConsumer change =
        read -> {
          if (calls.getAndIncrement() == 0) {
            write(source, "line of another!\n".repeat(100_000), StandardOpenOption.WRITE);
          }
        };
    assertThatThrownBy(() -> store().build(source, change))
        .isInstanceOf(SourceChangedException.class);
  }

  @Test
  void aFileThatTellsLessThanItsLengthIsNotTakenForWhole() {
    Path source = Path.of("/proc/version");
    assumeTrue(Files.exists(source));
    assertThatThrownBy(() -> store().build(source, read -> {}))
        .isInstanceOf(SourceChangedException.class);
  }

  @Test
  void aSourceThatGrowsAsFastAsItIsReadIsReportedToo() throws Exception {
    Path source = source("line of a source\n".repeat(100_000));
    String more = "more of the same\n".repeat(100_000);
    assertThatThrownBy(() -> store().build(source, read -> append(source, more)))
        .isInstanceOf(SourceChangedException.class);
  }

  @Test
  void progressGrowsUpToTheLengthOfTheSource() throws Exception {
    Path source = source("0123456789\n".repeat(100_000));
    List<Long> told = new ArrayList<>();
    store().build(source, told::add).retire(true);
    assertThat(told).isSorted().hasSizeGreaterThan(3);
    assertThat(told.get(told.size() - 1)).isEqualTo(Files.size(source));
  }

  @Test
  void anotherNumberOfPartitionsIsRefusedWithTheRemedy() throws Exception {
    store().build(source("a\n"), read -> {}).retire(false);
    assertThatThrownBy(() -> GenerationStore.open(directory.resolve("sets/s"), "s", 8))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("partitions = 4")
        .hasMessageContaining("8")
        .hasMessageContaining("delete " + directory.resolve("sets/s"));
  }

  @Test
  void theDirectoryOfASetOfAnotherNameIsRefused() throws Exception {
    store();
    assertThatThrownBy(() -> GenerationStore.open(directory.resolve("sets/s"), "t", 4))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("another name");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -4, 3, 8192})
  void aNumberOfPartitionsThatCannotBeIsRefused(int partitions) {
    assertThatThrownBy(() -> GenerationStore.open(directory.resolve("sets/s"), "s", partitions))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("power of two");
  }

  @Test
  void theOldSetStaysReadableWhereABuildFails() throws Exception {
    GenerationStore store = store();
    Generation old = store.build(source("a\n"), read -> {});
    Path source = source("b\n" + "x".repeat(Lines.BYTES_MAX + 1) + "\n");
    assertThatThrownBy(() -> store.build(source, read -> {})).isInstanceOf(UserError.class);
    assertThat(contains(old, "a", "b")).containsExactly(true, false);
    old.retire(true);
  }

  @Test
  void sourcesThatCannotBeReadAreNamed() throws Exception {
    GenerationStore store = store();
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> store.build(missing, read -> {}))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(missing + ": there is no such file");
    assertThatThrownBy(() -> store.build(directory, read -> {}))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(directory + " is not a file");
    assertThat(names()).containsExactly("set");
  }

  private GenerationStore store() throws IOException {
    return GenerationStore.open(directory.resolve("sets/s"), "s", 4);
  }

  private Path source(String content) throws IOException {
    return Files.writeString(directory.resolve("source"), content, ISO_8859_1);
  }

  private List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.resolve("sets/s"))) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    }
    return names;
  }

  private static void append(Path source, String text) {
    write(source, text, StandardOpenOption.APPEND);
  }

  private static void write(Path source, String text, StandardOpenOption how) {
    try {
      Files.writeString(source, text, ISO_8859_1, how);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Boolean> contains(Generation generation, String... keys) {
    ByteSlices batch =
        ByteSlices.copyOf(List.of(keys).stream().map(key -> key.getBytes(ISO_8859_1)).toList());
    Answers answers = new Answers(0, generation.contains(batch));
    List<Boolean> found = new ArrayList<>();
    for (int i = 0; i < keys.length; i++) {
      found.add(answers.contains(i));
    }
    return found;
  }
}
