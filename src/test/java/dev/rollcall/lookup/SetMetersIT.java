package dev.rollcall.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.base.MeterNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is counted of a set while it is asked, changed and loaded. */
class SetMetersIT {
  @TempDir Path directory;

  @BeforeEach
  void writeList() throws IOException {
    list("a", "b", "c", "d");
  }

  private void list(String... lines) throws IOException {
    Path aside = Files.write(directory.resolve("aside"), List.of(lines));
    Files.move(aside, directory.resolve("list"), StandardCopyOption.ATOMIC_MOVE);
  }

  private TestNode start(boolean reread) throws Exception {
    SetSettings settings =
        new SetSettings("names", directory.resolve("list"), reread, Duration.ofMillis(20), 0.5, 8);
    TestNode node = TestNode.start(null, directory.resolve("node"), settings);
    assertThat(node.outcome()).isInstanceOf(SetLoader.Ready.class);
    return node;
  }

  private static double counter(TestNode node, String name) {
    return node.registry().get(name).tag(MeterNames.SET, "names").functionCounter().count();
  }

  private static double count(TestNode node, String name) {
    return node.registry().get(name).tag(MeterNames.SET, "names").counter().count();
  }

  private static double gauge(TestNode node, String name) {
    return node.registry().get(name).tag(MeterNames.SET, "names").gauge().value();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void countsKeysThatWereAskedForAndThoseFound(boolean reread) throws Exception {
    try (TestNode node = start(reread)) {
      assertThat(count(node, MeterNames.SET_QUERIES)).isZero();
      Client client = new Client(node);
      assertThat(client.members("a", "x", "b", "y", "z")).hasSize(2);
      assertThat(client.members("c")).hasSize(1);
      assertThat(count(node, MeterNames.SET_QUERIES)).isEqualTo(6);
      assertThat(count(node, MeterNames.SET_HITS)).isEqualTo(3);
    }
  }

  @Test
  void showsTheGenerationAndWhatWasChanged() throws Exception {
    try (TestNode node = start(false)) {
      Client client = new Client(node);
      client.add("x", "y");
      client.remove("a");
      assertThat(gauge(node, MeterNames.SET_MEMBERS)).isEqualTo(5);
      assertThat(gauge(node, MeterNames.SET_ADDED)).isEqualTo(2);
      assertThat(gauge(node, MeterNames.SET_REMOVED)).isEqualTo(1);
      assertThat(gauge(node, MeterNames.SET_GENERATION)).isEqualTo(1);
      assertThat(gauge(node, MeterNames.SET_GENERATION_AGE)).isBetween(0.0, 60.0);
      list("b", "c", "d", "e");
      await().until(() -> gauge(node, MeterNames.SET_GENERATION) == 2);
      assertThat(gauge(node, MeterNames.SET_MEMBERS)).isEqualTo(6);
    }
  }

  @Test
  void aListThatCannotBeLoadedIsCountedOnceAndItsTimeKept() throws Exception {
    try (TestNode node = start(false)) {
      assertThat(gauge(node, MeterNames.SET_LAST_FAILED_LOAD)).isZero();
      Instant before = Instant.now();
      list("a");
      await().until(() -> counter(node, MeterNames.SET_LOAD_FAILURES) == 1);
      await()
          .during(Duration.ofMillis(200))
          .until(() -> counter(node, MeterNames.SET_LOAD_FAILURES) == 1);
      assertThat(gauge(node, MeterNames.SET_LAST_FAILED_LOAD))
          .isBetween(before.toEpochMilli() / 1000.0, Instant.now().toEpochMilli() / 1000.0);
      assertThat(gauge(node, MeterNames.SET_MEMBERS)).isEqualTo(4);
      Files.delete(directory.resolve("list"));
      await().until(() -> counter(node, MeterNames.SET_LOAD_FAILURES) == 2);
    }
  }
}
