package dev.rollcall.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a set says of itself while it is served and changed. */
class SetDescriptionIT {
  @TempDir Path directory;

  @BeforeEach
  void writeList() throws IOException {
    list("a", "b", "c", "d");
  }

  private void list(String... lines) throws IOException {
    Path aside = Files.write(directory.resolve("aside"), List.of(lines));
    Files.move(aside, directory.resolve("list"), StandardCopyOption.ATOMIC_MOVE);
  }

  private TestNode start() throws Exception {
    SetSettings settings =
        new SetSettings("names", directory.resolve("list"), false, Duration.ofMillis(20), 0.5, 8);
    TestNode node = TestNode.start(null, directory.resolve("node"), settings);
    assertThat(node.outcome()).isInstanceOf(SetLoader.Ready.class);
    return node;
  }

  private static SetDescription names(TestNode node) {
    return node.sets().describe("names").orElseThrow();
  }

  @Test
  void tellsTheLiveGenerationAndSinceWhenItIsLive() throws Exception {
    Instant before = Instant.now();
    try (TestNode node = start()) {
      SetDescription first = names(node);
      assertThat(first.name()).isEqualTo("names");
      assertThat(first.count()).isEqualTo(4);
      assertThat(first.live().orElseThrow()).isBetween(before, Instant.now());
      assertThat(first.built().orElseThrow()).isBetween(before, first.live().orElseThrow());
      assertThat(first.lastFailedLoad()).isEmpty();
      assertThat(first.stale()).isFalse();

      list("a", "b", "c", "d", "e");
      await().until(() -> names(node).count() == 5);
      assertThat(names(node).generation()).isGreaterThan(first.generation());
      assertThat(names(node).live().orElseThrow()).isAfter(first.live().orElseThrow());
    }
  }

  @Test
  void aRestartDoesNotMakeTheListYounger() throws Exception {
    SetDescription before;
    try (TestNode node = start()) {
      before = names(node);
    }
    try (TestNode node = start()) {
      assertThat(names(node).generation()).isEqualTo(before.generation());
      assertThat(names(node).built()).isEqualTo(before.built());
      assertThat(names(node).live().orElseThrow()).isAfter(before.live().orElseThrow());
    }
  }

  @Test
  void countsMembersAsTheyAreServed() throws Exception {
    try (TestNode node = start()) {
      Client client = new Client(node);
      client.add("x", "a");
      assertThat(names(node)).matches(s -> s.added() == 2 && s.removed() == 0 && s.count() == 5);
      client.remove("b", "c");
      assertThat(names(node)).matches(s -> s.added() == 2 && s.removed() == 2 && s.count() == 3);

      list("c", "d", "x", "y");
      await().until(() -> client.members("y").size() == 1);
      // Of a, b, c, x as they were changed only c is listed and none, and a not listed and one.
      assertThat(client.members("a", "b", "c", "d", "x", "y")).hasSize(4);
      assertThat(names(node)).matches(s -> s.added() == 2 && s.removed() == 2 && s.count() == 4);
    }
  }

  @Test
  void countsAFewMoreMembersThanAreLookedUpAlways() throws Exception {
    try (TestNode node = start()) {
      String[] many = IntStream.range(0, 10_001).mapToObj(i -> "m" + i).toArray(String[]::new);
      new Client(node).add(many);
      assertThat(names(node).count()).isEqualTo(4 + many.length);
    }
  }

  @Test
  void remembersTheLastListThatCouldNotBeLoaded() throws Exception {
    try (TestNode node = start()) {
      Instant before = Instant.now();
      list("a");
      await().until(() -> names(node).stale());
      SetDescription.FailedLoad failed = names(node).lastFailedLoad().orElseThrow();
      assertThat(failed.at()).isBetween(before, Instant.now());
      assertThat(failed.reason()).contains("list has 1 lines where the last list had 4");
      assertThat(names(node).count()).isEqualTo(4);

      list("a", "b", "c");
      await().until(() -> names(node).count() == 3);
      assertThat(names(node).stale()).isFalse();
      assertThat(names(node).lastFailedLoad()).contains(failed);
    }
  }

  @Test
  void knowsItsSetsByName() throws Exception {
    try (TestNode node = start()) {
      assertThat(node.sets().names()).containsExactly("names");
      assertThat(node.sets().find("names")).isPresent();
      assertThat(node.sets().find("name")).isEmpty();
      assertThat(node.sets().describe("name")).isEmpty();
    }
  }
}
