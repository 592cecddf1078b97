package dev.rollcall.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.base.ByteSlices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source that changes, shrinks, vanishes and comes back while it is asked. */
class SourceChangeIT {
  private static final int KEYS = 200;

  @TempDir Path directory;

  private Path source() {
    return directory.resolve("list.txt");
  }

  private SetSettings settings(boolean reread) {
    return new SetSettings("names", source(), reread, Duration.ofMillis(10), 0.5, 8);
  }

  /** Every list has the same keys, each with the list's number. */
  private static List<String> list(int number) {
    return IntStream.range(0, KEYS).mapToObj(i -> "key-" + i + "@" + number).toList();
  }

  private void replace(List<String> lines) throws IOException {
    Path aside = Files.write(directory.resolve("aside"), lines);
    Files.move(aside, source(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** How many of a list's keys are members; all in one batch. */
  private static int found(TestNode node, List<String> keys) throws Exception {
    CompletableFuture<Answers> asked =
        node.membership("names")
            .ask(ByteSlices.copyOf(keys.stream().map(key -> key.getBytes(UTF_8)).toList()));
    Answers answers = asked.get(30, TimeUnit.SECONDS);
    return (int) IntStream.range(0, keys.size()).filter(answers::contains).count();
  }

  private static void awaitLive(TestNode node, List<String> keys) {
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(30))
        .until(() -> found(node, keys) == keys.size());
  }

  private TestNode start(boolean reread) throws Exception {
    TestNode node = TestNode.start(null, directory.resolve("sets"), settings(reread));
    assertThat(node.outcome()).isInstanceOf(SetLoader.Ready.class);
    return node;
  }

  @Test
  void neverMixesTwoListsInOneAnswerWhileListsAreSwapped() throws Exception {
    int swaps = 100;
    replace(list(0));
    try (TestNode node = start(false)) {
      AtomicInteger live = new AtomicInteger();
      AtomicInteger batches = new AtomicInteger();
      AtomicBoolean done = new AtomicBoolean();
      CompletableFuture<Void> asking =
          CompletableFuture.runAsync(
              () -> {
                while (!done.get()) {
                  assertWholeListOrNone(node, live.get());
                  batches.incrementAndGet();
                }
              });
      for (int number = 1; number <= swaps; number++) {
        replace(list(number));
        awaitLive(node, list(number));
        live.set(number);
      }
      done.set(true);
      asking.get(30, TimeUnit.SECONDS);
      assertThat(batches.get()).isGreaterThan(swaps);
    }
  }

  /** Asks for the keys of three lists at once: just one of them is live. */
  private static void assertWholeListOrNone(TestNode node, int live) {
    List<String> keys = new ArrayList<>(list(live));
    keys.addAll(list(live + 1));
    keys.addAll(list(live + 2));
    try {
      CompletableFuture<Answers> asked =
          node.membership("names")
              .ask(ByteSlices.copyOf(keys.stream().map(key -> key.getBytes(UTF_8)).toList()));
      Answers answers = asked.get(30, TimeUnit.SECONDS);
      int[] found = new int[3];
      for (int i = 0; i < keys.size(); i++) {
        found[i / KEYS] += answers.contains(i) ? 1 : 0;
      }
      assertThat(found).containsOnly(0, KEYS);
      assertThat(IntStream.of(found).sum()).isEqualTo(KEYS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void keepsTheOldListWhileTheSourceIsMissingAndTakesTheNewOneWhenItReturns() throws Exception {
    replace(list(1));
    try (TestNode node = start(false)) {
      Files.delete(source());
      assertStays(node, list(1));

      replace(list(2));
      awaitLive(node, list(2));
      assertThat(found(node, list(1))).isZero();
    }
  }

  @Test
  void refusesAListThatShrankByMoreThanAllowed() throws Exception {
    replace(list(1));
    try (TestNode node = start(false)) {
      replace(list(1).subList(0, KEYS / 2 - 1));
      assertStays(node, list(1));

      replace(List.of());
      assertStays(node, list(1));

      replace(list(1).subList(0, KEYS / 2));
      await().atMost(Duration.ofSeconds(30)).until(() -> found(node, list(1)) == KEYS / 2);
    }
  }

  /** Looks longer than a change would take to be noticed, built and served. */
  private static void assertStays(TestNode node, List<String> keys) {
    await()
        .during(Duration.ofMillis(400))
        .atMost(Duration.ofSeconds(30))
        .until(() -> found(node, keys) == keys.size());
  }

  @Test
  void servesWhatIsOnDiskWhenTheSourceIsMissingAtStart() throws Exception {
    replace(list(1));
    start(false).close();
    Files.delete(source());

    try (TestNode node = start(false)) {
      assertThat(found(node, list(1))).isEqualTo(KEYS);
    }
  }

  @Test
  void saysWhatIsWrongWhenThereIsNothingToServe() throws Exception {
    try (TestNode node = TestNode.start(null, directory.resolve("sets"), settings(false))) {
      assertThat(node.outcome())
          .isInstanceOfSatisfying(
              SetLoader.Failed.class,
              failed ->
                  assertThat(failed.error())
                      .hasMessageContaining("rollcall.sets.names.source = " + source()));
    }
  }

  @Test
  void answersFromTheFileAsItIsWhenItIsReread() throws Exception {
    replace(list(0));
    try (TestNode node = start(true)) {
      for (int number = 1; number <= 50; number++) {
        replace(list(number));
        assertThat(found(node, list(number))).isEqualTo(KEYS);
        assertThat(found(node, list(number - 1))).isZero();
      }
      Files.write(source(), List.of("one"));
      assertThat(found(node, List.of("one", "key-0@50"))).isEqualTo(1);
      awaitLive(node, List.of("one"));
    }
  }

  @Test
  void seesAChangeThatLeavesSizeAndTimeAlike() throws Exception {
    replace(list(1));
    try (TestNode node = start(true)) {
      for (int number = 2; number <= 9; number++) {
        // In place and of the same length: only the time of change can tell.
        Files.write(source(), list(number));
        assertThat(found(node, list(number))).isEqualTo(KEYS);
      }
    }
  }

  @Test
  void answersFromTheLastListWhenARereadSourceIsMissing() throws Exception {
    replace(list(1));
    try (TestNode node = start(true)) {
      Files.delete(source());
      assertThat(found(node, list(1))).isEqualTo(KEYS);
    }
  }
}
