package dev.rollcall.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.store.StoreSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorIdentity;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Identify;
import org.apache.pekko.actor.Kill;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.pattern.Patterns;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that are added and removed while a set is served, on one node. */
class RunTimeMembersIT {
  private static final int PARTITIONS = 8;

  @TempDir Path directory;

  @BeforeEach
  void writeList() throws IOException {
    list("a", "b", "c");
  }

  private void list(String... lines) throws IOException {
    Path aside = Files.write(directory.resolve("aside"), List.of(lines));
    Files.move(aside, directory.resolve("list"), StandardCopyOption.ATOMIC_MOVE);
  }

  private SetSettings settings(boolean reread, int partitions) {
    return new SetSettings(
        "names", directory.resolve("list"), reread, Duration.ofMillis(20), 1, partitions);
  }

  private TestNode start(boolean reread) throws Exception {
    return ready(TestNode.start(null, directory.resolve("node"), settings(reread, PARTITIONS)));
  }

  private static TestNode ready(TestNode node) throws Exception {
    assertThat(node.outcome()).isInstanceOf(SetLoader.Ready.class);
    return node;
  }

  @Test
  void bitsSayWhatWasChanged() throws Exception {
    try (TestNode node = start(false)) {
      Client client = new Client(node);
      assertThat(client.add("x", "a", "y", "x")).containsExactly("x", "y");
      assertThat(client.add("x", "z")).containsExactly("z");
      assertThat(client.remove("x", "b", "none", "b")).containsExactly("x", "b");
      assertThat(client.remove("x", "b")).isEmpty();
      assertThat(client.add("b", "")).containsExactly("b", "");
      assertThat(client.members("a", "b", "c", "x", "y", "z", "", "none"))
          .containsExactly("a", "b", "c", "y", "z", "");
    }
  }

  @Test
  void changesOutliveRestart() throws Exception {
    try (TestNode node = start(false)) {
      Client client = new Client(node);
      client.add("x", "y");
      client.remove("a", "y");
      assertThat(node.sets().runTimeMembers("names")).isEqualTo(new RunTimeMembers(1, 1));
    }
    try (TestNode node = start(false)) {
      assertThat(new Client(node).members("a", "b", "x", "y")).containsExactly("b", "x");
      assertThat(node.sets().runTimeMembers("names")).isEqualTo(new RunTimeMembers(1, 1));
    }
  }

  @Test
  void changesOutliveGenerationsUntilReversed() throws Exception {
    try (TestNode node = start(false)) {
      Client client = new Client(node);
      client.add("x", "b");
      client.remove("a", "c");
      list("a", "c", "x", "new");
      await().until(() -> client.members("new").size() == 1);
      assertThat(client.members("a", "b", "c", "x")).containsExactly("b", "x");
      list("b", "c", "newer");
      await().until(() -> client.members("newer").size() == 1);
      assertThat(client.members("a", "b", "c", "x", "new")).containsExactly("b", "x");
      client.remove("x", "b");
      client.add("c");
      assertThat(client.members("a", "b", "c", "x")).containsExactly("c");
      list("b", "x", "newest");
      await().until(() -> client.members("newest").size() == 1);
      // What the file did not list when it was removed is not held against it later.
      assertThat(client.members("a", "b", "c", "x")).containsExactly("c", "x");
    }
  }

  @Test
  void rereadSourceIsCorrectedByWhatWasChanged() throws Exception {
    try (TestNode node = start(true)) {
      Client client = new Client(node);
      client.add("x");
      client.remove("a");
      for (int i = 0; i < 20; i++) {
        list("a", "b", "line-" + i);
        assertThat(client.members("a", "b", "x", "line-" + i))
            .containsExactly("b", "x", "line-" + i);
        // Just listed, and hidden at once.
        assertThat(client.remove("line-" + i)).containsExactly("line-" + i);
        assertThat(client.members("line-" + i)).isEmpty();
      }
    }
  }

  @Test
  void manyClientsChangeAtOnce() throws Exception {
    try (TestNode node = start(false)) {
      List<CompletableFuture<Answers>> changes = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        changes.add(node.membership("names").add(Client.slices(List.of("key-" + i, "same"))));
      }
      long first = 0;
      for (CompletableFuture<Answers> change : changes) {
        Answers answers = change.join();
        assertThat(answers.contains(0)).isTrue();
        first += answers.contains(1) ? 1 : 0;
      }
      assertThat(first).isEqualTo(1);
      assertThat(node.sets().runTimeMembers("names").added()).isEqualTo(2001);
    }
  }

  @Test
  void largeBatchIsChangedAsAWhole() throws Exception {
    List<String> keys = IntStream.range(0, 50_000).mapToObj(i -> "key-number-" + i).toList();
    try (TestNode node = start(false)) {
      Client client = new Client(node);
      assertThat(client.add(keys)).isEqualTo(keys);
      assertThat(client.members(keys)).isEqualTo(keys);
      assertThat(client.remove(keys.subList(0, 25_000))).hasSize(25_000);
    }
    try (TestNode node = start(false)) {
      assertThat(new Client(node).members(keys)).isEqualTo(keys.subList(25_000, 50_000));
    }
  }

  @Test
  void memberLongerThanALineIsRefused() throws Exception {
    try (TestNode node = start(false)) {
      Client client = new Client(node);
      String longest = "x".repeat(Lines.BYTES_MAX);
      assertThat(client.add(longest)).hasSize(1);
      assertThat(client.members(longest)).hasSize(1);
      assertRefused(() -> client.add(longest + "x"), ErrorCode.FRAME_TOO_LONG);
    }
  }

  @Test
  void nothingAcknowledgedIsLostWhenJournalIsKilled() throws Exception {
    try (TestNode node = start(false)) {
      Client client = new Client(node);
      client.add("first");
      for (int round = 0; round < 5; round++) {
        List<CompletableFuture<Answers>> changes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          changes.add(
              node.membership("names").add(Client.slices(List.of("key-" + round + "-" + i))));
          if (i == 100) {
            killJournals(node);
          }
        }
        CompletableFuture.allOf(changes.toArray(CompletableFuture[]::new)).join();
        for (int i = 0; i < 200; i++) {
          assertThat(client.members("key-" + round + "-" + i)).hasSize(1);
        }
      }
    }
    try (TestNode node = start(false)) {
      assertThat(node.sets().runTimeMembers("names").added()).isEqualTo(1001);
    }
  }

  /** Ends whatever the node's partitions have as children. */
  private static void killJournals(TestNode node) throws Exception {
    ActorSystem system = Adapter.toClassic(node.system());
    String journals = "/system/sharding/partition/*/*/*";
    Object known =
        Patterns.ask(system.actorSelection(journals), new Identify("any"), Duration.ofSeconds(10))
            .toCompletableFuture()
            .get();
    assertThat(((ActorIdentity) known).getActorRef()).isPresent();
    system.actorSelection(journals).tell(Kill.getInstance(), system.deadLetters());
  }

  @Test
  void fullStoreChangesNothingAndSaysSo() throws Exception {
    try (TestNode node =
        ready(
            TestNode.start(
                null,
                directory.resolve("node"),
                settings(false, 1),
                StoreSettings.sqlite(directory.resolve("node")),
                "pekko-persistence-jdbc.shared-databases.rollcall.db.properties.max_page_count=50"))) {
      Client client = new Client(node);
      client.add("x");
      List<String> many = IntStream.range(0, 20_000).mapToObj(i -> "a key like " + i).toList();
      assertRefused(() -> client.add(many), ErrorCode.STORE_FULL);
      assertThat(client.members("x", "a")).containsExactly("x", "a");
      assertThat(client.add("y")).containsExactly("y");
    }
  }

  @Test
  void failedDiskEndsChangesAndIsReported() throws Exception {
    Path database = StoreSettings.sqlite(directory.resolve("node")).file();
    try (TestNode node = start(false)) {
      new Client(node).add(IntStream.range(0, 5000).mapToObj(i -> "a key like " + i).toList());
    }
    try (TestNode node = start(false)) {
      Client client = new Client(node);
      byte[] good = Files.readAllBytes(database);
      overwrite(database, new byte[good.length - 4096], 4096);
      assertRefused(() -> client.add("x"), ErrorCode.STORE_FAILED);
      assertThat(node.fatal()).isNotNull();
      overwrite(database, good, 0);
      assertRefused(() -> client.add("x"), ErrorCode.STORE_FAILED);
      assertThat(client.members("a", "a key like 7", "x")).containsExactly("a", "a key like 7");
    }
  }

  private static void overwrite(Path file, byte[] bytes, long at) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      assertThat(channel.write(ByteBuffer.wrap(bytes), at)).isEqualTo(bytes.length);
    }
  }

  @Test
  void otherNumberOfPartitionsIsRefusedOnceMembersWereChanged() throws Exception {
    try (TestNode node = start(false)) {
      new Client(node).add("x");
    }
    Files.delete(directory.resolve("node").resolve("names").resolve(SetShape.FILE));
    try (TestNode node =
        TestNode.start(null, directory.resolve("node"), settings(false, 2 * PARTITIONS))) {
      assertThatThrownBy(node::sets)
          .rootCause()
          .hasMessageContainingAll("rollcall.sets.names.partitions = 16", "partitions = 8");
    }
  }

  /** Random changes, questions, lists and restarts; the answers are those of plain sets. */
  @Test
  void answersAsPlainSetsDo() throws Exception {
    SplittableRandom random = new SplittableRandom(11);
    Model model = new Model(Set.of("a", "b", "c"));
    for (int life = 0; life < 4; life++) {
      try (TestNode node = start(false)) {
        Client client = new Client(node);
        for (int step = 0; step < 150; step++) {
          List<String> keys =
              IntStream.range(0, random.nextInt(1, 30))
                  .mapToObj(i -> "key-" + random.nextInt(300))
                  .toList();
          switch (random.nextInt(8)) {
            case 0, 1, 2 -> assertThat(client.add(keys)).isEqualTo(model.add(keys));
            case 3, 4 -> assertThat(client.remove(keys)).isEqualTo(model.remove(keys));
            case 5 -> {
              if (step % 10 == 0) {
                swap(client, model, keys, life + "-" + step);
              }
            }
            default -> assertThat(client.members(keys)).isEqualTo(model.members(keys));
          }
        }
      }
    }
  }

  private void swap(Client client, Model model, List<String> keys, String mark) throws IOException {
    List<String> lines = new ArrayList<>(keys);
    lines.add(mark);
    list(lines.toArray(String[]::new));
    await().until(() -> client.members(mark).size() == 1);
    model.listed = new HashSet<>(lines);
  }

  private static void assertRefused(Runnable change, ErrorCode code) {
    assertThatThrownBy(change::run)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(UserError.class, error -> assertThat(error.code()).isEqualTo(code));
  }

  /** What a set is: a list, and what was said over it. */
  private static final class Model {
    private final Set<String> added = new HashSet<>();
    private final Set<String> hidden = new HashSet<>();
    private Set<String> listed;

    Model(Set<String> listed) {
      this.listed = listed;
    }

    private boolean member(String key) {
      return added.contains(key) || (listed.contains(key) && !hidden.contains(key));
    }

    List<String> members(List<String> keys) {
      return keys.stream().filter(this::member).toList();
    }

    List<String> add(List<String> keys) {
      List<String> changed = new ArrayList<>();
      for (String key : keys) {
        if (!member(key)) {
          changed.add(key);
        }
        added.add(key);
        hidden.remove(key);
      }
      return changed;
    }

    List<String> remove(List<String> keys) {
      List<String> changed = new ArrayList<>();
      for (String key : keys) {
        if (member(key)) {
          changed.add(key);
          added.remove(key);
          if (listed.contains(key)) {
            hidden.add(key);
          }
        }
      }
      return changed;
    }
  }
}
