package dev.rollcall.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.base.ByteSlices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two actor systems form a cluster; each answers for its partitions whoever is asked. */
class PartitionClusterIT {
  private static final int PARTITIONS = 16;
  private static final int LINES = 5_000;

  @TempDir Path directory;
  private final Set<String> members = new HashSet<>();
  private Path source = Path.of("");

  @BeforeEach
  void writeList() throws Exception {
    for (int i = 0; i < LINES; i++) {
      members.add("member-" + i * 7);
    }
    source = Files.write(directory.resolve("list.txt"), members);
  }

  private SetSettings settings() {
    return new SetSettings("names", source, false, Duration.ofSeconds(1), 0.5, PARTITIONS);
  }

  @Test
  void givesTheSameAnswersFromEitherNodeBeforeDuringAndAfterPartitionsMove() throws Exception {
    try (TestNode first = TestNode.start(null, directory.resolve("a"), settings())) {
      assertThat(first.outcome()).isInstanceOf(SetLoader.Ready.class);
      Asker ofFirst = Asker.start(this, first);
      try (TestNode second = TestNode.start(first, directory.resolve("b"), settings())) {
        assertThat(second.outcome()).isInstanceOf(SetLoader.Ready.class);
        Asker ofSecond = Asker.start(this, second);
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> ofFirst.askedElsewhere() && ofSecond.askedElsewhere());
        ofFirst.awaitMore();
        ofSecond.awaitMore();
        ofSecond.stop();
      }
      // The second node has gone; its partitions came back.
      ofFirst.awaitMore();
      ofFirst.stop();
    }
  }

  @Test
  void answersWhilePartitionsFailAndRestart() throws Exception {
    try (TestNode node = TestNode.start(null, directory.resolve("a"), settings())) {
      assertThat(node.outcome()).isInstanceOf(SetLoader.Ready.class);
      Asker asker = Asker.start(this, node);
      // Ends that lie beyond the bytes: nothing that this version sends.
      Partition.Keys broken = new Partition.Keys(new byte[1], new int[] {9});
      for (int partition = 0; partition < PARTITIONS; partition++) {
        long live = node.membership("names").ask(ByteSlices.copyOf(List.of())).get().generation();
        PartitionSharding.entity(node.system(), "names", partition)
            .tell(new Partition.Find(live, broken, node.system().ignoreRef()));
      }
      await().atMost(Duration.ofSeconds(60)).until(asker::askedElsewhere);
      asker.awaitMore();
      asker.stop();
    }
  }

  private void askAndCompare(TestNode node, Random random, AtomicBoolean elsewhere)
      throws Exception {
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      keys.add(("member-" + random.nextInt(LINES * 7)).getBytes(UTF_8));
    }
    CompletableFuture<Answers> asked = node.membership("names").ask(ByteSlices.copyOf(keys));
    if (!asked.isDone()) {
      elsewhere.set(true);
    }
    Answers answers = asked.get(30, TimeUnit.SECONDS);
    for (int i = 0; i < keys.size(); i++) {
      String key = new String(keys.get(i), UTF_8);
      assertThat(answers.contains(i)).as(key).isEqualTo(members.contains(key));
    }
  }

  /** Asks one node without pause and compares each answer with the plain set. */
  private static final class Asker {
    private final AtomicLong batches = new AtomicLong();
    private final AtomicBoolean elsewhere = new AtomicBoolean();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    static Asker start(PartitionClusterIT test, TestNode node) {
      Asker asker = new Asker();
      Thread thread = new Thread(() -> asker.run(test, node), "asker");
      thread.setDaemon(true);
      thread.start();
      return asker;
    }

    private void run(PartitionClusterIT test, TestNode node) {
      Random random = new Random(42);
      try {
        while (!stopped.get()) {
          test.askAndCompare(node, random, elsewhere);
          batches.incrementAndGet();
        }
        end.complete(null);
      } catch (Throwable e) {
        end.completeExceptionally(e);
      }
    }

    boolean askedElsewhere() {
      return elsewhere.get() || end.isDone();
    }

    void awaitMore() {
      long enough = batches.get() + 20;
      await().atMost(Duration.ofSeconds(60)).until(() -> batches.get() > enough || end.isDone());
      assertThat(end).isNotCompletedExceptionally();
    }

    void stop() throws Exception {
      stopped.set(true);
      end.get(30, TimeUnit.SECONDS);
    }
  }
}
