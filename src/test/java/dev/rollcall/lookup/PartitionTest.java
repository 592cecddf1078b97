package dev.rollcall.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.cluster.NodeConfig;
import dev.rollcall.store.Store;
import dev.rollcall.store.StoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One partition without its cluster. */
class PartitionTest {
  private static ActorTestKit kit;
  private static Store store;

  @TempDir Path directory;
  private LocalSet set;
  private Generation generation;
  private PartitionHome home;

  @BeforeAll
  static void start(@TempDir Path directory) {
    store = Store.open(StoreSettings.sqlite(directory));
    kit = ActorTestKit.create(store.persistence().withFallback(NodeConfig.defaults()).resolve());
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
    store.close();
  }

  @BeforeEach
  void load() throws Exception {
    Path source = Files.write(directory.resolve("list"), List.of("a", "b", "c"));
    GenerationStore generations = GenerationStore.open(directory.resolve("names"), "names", 1);
    generation = generations.build(source, bytes -> {});
    set = new LocalSet("names", generations.router());
    home =
        new PartitionHome(
            Map.of("names", set),
            new RunTimeSets(local -> new Lookups(kit.system(), local)),
            new Overlays(store.events(), Runnable::run, failure -> {}),
            new SetNames(store.keys(), Runnable::run),
            Runnable::run);
  }

  private ActorRef<Partition.Command> spawn() {
    return kit.spawn(Partition.create("names/0", home, kit.system().ignoreRef()));
  }

  private static Partition.Keys keys(String... keys) {
    return Partition.Keys.of(
        ByteSlices.copyOf(List.of(keys).stream().map(key -> key.getBytes(UTF_8)).toList()));
  }

  private boolean ownsAll() {
    LocalSet.View view = set.acquire();
    if (view == null) {
      return false;
    }
    view.generation().release();
    return view.ownsAll();
  }

  @Test
  void publishesItsPartitionWhileItRuns() {
    set.activate(generation);
    assertThat(ownsAll()).isFalse();
    ActorRef<Partition.Command> partition = spawn();
    Awaitility.await().until(this::ownsAll);
    kit.stop(partition);
    assertThat(ownsAll()).isFalse();
  }

  @Test
  void answersFromTheGenerationThatWasAskedFor() {
    set.activate(generation);
    TestProbe<Partition.Reply> probe = kit.createTestProbe(Partition.Reply.class);
    spawn().tell(new Partition.Find(generation.fingerprint(), keys("b", "x", "c"), probe.ref()));
    Partition.Found found = probe.expectMessageClass(Partition.Found.class);
    assertThat(found.bits()).containsExactly(0b101L);
  }

  @Test
  void saysWhichGenerationItHasWhereAnotherWasAskedFor() {
    set.activate(generation);
    TestProbe<Partition.Reply> probe = kit.createTestProbe(Partition.Reply.class);
    spawn().tell(new Partition.Find(generation.fingerprint() + 1, keys("b"), probe.ref()));
    probe.expectMessage(new Partition.OtherGeneration(generation.fingerprint()));
  }

  @Test
  void hasNoGenerationBeforeOneIsLive() {
    TestProbe<Partition.Reply> probe = kit.createTestProbe(Partition.Reply.class);
    spawn().tell(new Partition.Find(0, keys("b"), probe.ref()));
    probe.expectMessage(new Partition.OtherGeneration(0));
  }

  @Test
  void repeatedRequestIsAnsweredAsTheFirstTime() {
    set.activate(generation);
    TestProbe<Partition.Reply> probe = kit.createTestProbe(Partition.Reply.class);
    ActorRef<Partition.Command> partition = spawn();
    long live = generation.fingerprint();
    String key = "repeated" + directory.getFileName();
    for (int i = 0; i < 3; i++) {
      partition.tell(new Partition.Change(7, live, true, keys(key, "a"), probe.ref()));
    }
    for (int i = 0; i < 3; i++) {
      assertThat(probe.expectMessageClass(Partition.Changed.class).bits()).containsExactly(1L);
    }
    partition.tell(new Partition.Change(7, live, true, keys(key, "a"), probe.ref()));
    assertThat(probe.expectMessageClass(Partition.Changed.class).bits()).containsExactly(1L);
    partition.tell(new Partition.Change(8, live, true, keys(key, "a"), probe.ref()));
    assertThat(probe.expectMessageClass(Partition.Changed.class).bits()).containsExactly(0L);
    partition.tell(new Partition.Change(9, live, false, keys(key), probe.ref()));
    assertThat(probe.expectMessageClass(Partition.Changed.class).bits()).containsExactly(1L);
  }

  @Test
  void startsAgainAfterAFailureAndDoesNotOwnItsPartitionMeanwhile() {
    set.activate(generation);
    ActorRef<Partition.Command> partition = spawn();
    Awaitility.await().until(this::ownsAll);
    TestProbe<Partition.Reply> probe = kit.createTestProbe(Partition.Reply.class);
    // Ends that lie beyond the bytes: nothing that this version sends.
    Partition.Keys broken = new Partition.Keys(new byte[1], new int[] {9});
    partition.tell(new Partition.Find(generation.fingerprint(), broken, probe.ref()));
    Awaitility.await()
        .pollInterval(Duration.ofMillis(1))
        .pollDelay(Duration.ZERO)
        .until(() -> !ownsAll());
    probe.expectNoMessage(Duration.ZERO);
    Awaitility.await().until(this::ownsAll);
    partition.tell(new Partition.Find(generation.fingerprint(), keys("a"), probe.ref()));
    assertThat(probe.expectMessageClass(Partition.Found.class).bits()).containsExactly(1L);
  }

  @Test
  void sendsMessagesThatSurviveSerialization() {
    TestProbe<Partition.Reply> probe = kit.createTestProbe(Partition.Reply.class);
    var serialization = kit.serializationTestKit();
    Partition.Find find =
        serialization.verifySerialization(
            new Partition.Find(-1L, keys("", "naïve"), probe.ref()), false);
    assertThat(find.generation()).isEqualTo(-1L);
    assertThat(find.replyTo()).isEqualTo(probe.ref());
    ByteSlices keys = find.keys().slices();
    assertThat(keys.count()).isEqualTo(2);
    assertThat(keys.copy(0)).isEmpty();
    assertThat(keys.copy(1)).isEqualTo("naïve".getBytes(UTF_8));
    Partition.Found found =
        serialization.verifySerialization(new Partition.Found(new long[] {5, -1}), false);
    assertThat(found.bits()).containsExactly(5, -1);
    var unused = serialization.verifySerialization(new Partition.OtherGeneration(7), true);
  }
}
