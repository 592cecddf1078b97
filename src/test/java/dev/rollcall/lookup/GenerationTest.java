package dev.rollcall.lookup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.base.ByteSlices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationTest {
  private static final ByteSlices KEYS =
      ByteSlices.copyOf(List.of("a".getBytes(ISO_8859_1), "z".getBytes(ISO_8859_1)));

  @TempDir Path directory;

  @Test
  void tellsWhatItWasMadeOf() throws Exception {
    Path source = Files.writeString(directory.resolve("source"), "a\nb\nb\nc\n");
    Generation generation = store("s").build(source, read -> {});

    assertThat(generation.id()).isEqualTo(1);
    assertThat(generation.count()).isEqualTo(3);
    assertThat(generation.partitions()).isEqualTo(2);
    assertThat(generation.source()).isEqualTo(SourceIdentity.of(source));
    assertThat(generation.verified()).isTrue();
    long bytes = 0;
    for (int i = 0; i < 2; i++) {
      bytes += Files.size(generation.directory().resolve(Generation.segmentFile(i)));
    }
    assertThat(generation.bytes()).isEqualTo(bytes);
    generation.retire(true);
  }

  @Test
  void equalContentHasEqualFingerprintsWhereverItIsBuilt() throws Exception {
    Path one = Files.writeString(directory.resolve("one"), "a\nb\n");
    Path two = Files.writeString(directory.resolve("two"), "a\nb\n");
    Path three = Files.writeString(directory.resolve("three"), "a\nb");
    Generation here = store("s").build(one, read -> {});
    Generation there = store("t").build(two, read -> {});
    Generation other = store("t").build(three, read -> {});

    assertThat(there.fingerprint()).isEqualTo(here.fingerprint());
    assertThat(other.fingerprint()).isNotEqualTo(here.fingerprint());
    List.of(here, there, other).forEach(generation -> generation.retire(true));
  }

  @Test
  void answersItsReadersUntilTheLastHasLeft() throws Exception {
    Generation generation = built();
    assertThat(generation.tryAcquire()).isTrue();
    assertThat(generation.tryAcquire()).isTrue();

    generation.retire(true);

    assertThat(generation.tryAcquire()).isFalse();
    assertThat(generation.contains(KEYS)).containsExactly(1L);
    generation.release();
    assertThat(generation.closed()).isFalse();
    assertThat(generation.contains(KEYS)).containsExactly(1L);
    assertThat(generation.directory()).exists();

    generation.release();
    assertThat(generation.closed()).isTrue();
    assertThat(generation.directory()).doesNotExist();
    assertThat(generation.tryAcquire()).isFalse();
    assertThatThrownBy(() -> generation.contains(KEYS)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void keepsItsFilesWhereItIsOnlyClosed() throws Exception {
    Generation generation = built();
    generation.retire(false);
    assertThat(generation.closed()).isTrue();
    Generation again = Generation.open(generation.directory());
    assertThat(again.contains(KEYS)).containsExactly(1L);
    again.retire(true);
    assertThat(generation.directory()).doesNotExist();
  }

  @Test
  void isNoLongerMappedOnceItIsClosed() throws Exception {
    Generation generation = built();
    assertThat(mappings()).anyMatch(line -> line.contains(generation.directory().toString()));
    generation.retire(false);
    assertThat(mappings()).noneMatch(line -> line.contains(generation.directory().toString()));
  }

  @Test
  void beingRetiredTwiceIsBeingRetiredOnce() throws Exception {
    Generation generation = built();
    generation.tryAcquire();
    generation.retire(false);
    generation.retire(false);
    assertThat(generation.closed()).isFalse();
    generation.release();
    assertThat(generation.closed()).isTrue();
  }

  @Test
  void readersOnManyThreadsNeverMeetAClosedGeneration() throws Exception {
    GenerationStore store = store("s");
    Path source = Files.writeString(directory.resolve("source"), "a\nb\n");
    AtomicReference<Generation> live = new AtomicReference<>(store.build(source, read -> {}));
    ExecutorService readers = Executors.newFixedThreadPool(3);
    try {
      List<Future<Integer>> running = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        running.add(readers.submit(() -> ask(live)));
      }
      for (int i = 0; i < 40; i++) {
        live.getAndSet(store.build(source, read -> {})).retire(true);
      }
      Generation last = requireNonNull(live.get());
      last.retire(true);
      for (Future<Integer> reader : running) {
        assertThat(reader.get(20, TimeUnit.SECONDS)).isPositive();
      }
      assertThat(last.closed()).isTrue();
      assertThat(GenerationStore.generations(store.directory())).isEmpty();
    } finally {
      readers.shutdownNow();
    }
  }

  /** Asks until the generation that is live is one that lets nobody in. */
  private static int ask(AtomicReference<Generation> live) {
    int asked = 0;
    while (true) {
      Generation generation = requireNonNull(live.get());
      if (generation.tryAcquire()) {
        try {
          assertThat(generation.contains(KEYS)).containsExactly(1L);
          asked++;
        } finally {
          generation.release();
        }
      } else if (generation == live.get()) {
        return asked;
      }
    }
  }

  private static List<String> mappings() throws Exception {
    Path maps = Path.of("/proc/self/maps");
    assumeTrue(Files.exists(maps));
    return Files.readAllLines(maps);
  }

  private Generation built() throws Exception {
    Path source = Files.writeString(directory.resolve("source"), "a\nb\n");
    return store("s").build(source, read -> {});
  }

  private GenerationStore store(String set) throws Exception {
    return GenerationStore.open(directory.resolve("sets").resolve(set), set, 2);
  }
}
