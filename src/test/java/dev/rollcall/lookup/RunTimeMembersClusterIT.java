package dev.rollcall.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.store.PostgresServer;
import dev.rollcall.store.StoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members are changed through two nodes on one store, while partitions move between them. */
class RunTimeMembersClusterIT {
  private static final int PARTITIONS = 16;

  @TempDir Path directory;
  private StoreSettings store = StoreSettings.sqlite(Path.of("unused"));

  @BeforeEach
  void writeList() throws Exception {
    Files.write(directory.resolve("list"), List.of("a", "b", "c"));
    store = PostgresServer.freshDatabase();
  }

  private TestNode start(@Nullable TestNode first, String name) throws Exception {
    SetSettings settings =
        new SetSettings(
            "names", directory.resolve("list"), false, Duration.ofSeconds(1), 0.5, PARTITIONS);
    TestNode node = TestNode.start(first, directory.resolve(name), settings, store);
    assertThat(node.outcome()).isInstanceOf(SetLoader.Ready.class);
    return node;
  }

  @Test
  void changesAreSeenOnBothNodesBeforeDuringAndAfterPartitionsMove() throws Exception {
    Changer ofFirst;
    Changer ofSecond;
    try (TestNode first = start(null, "a")) {
      ofFirst = Changer.start(first, first, "first");
      ofFirst.awaitMore();
      try (TestNode second = start(first, "b")) {
        ofSecond = Changer.start(second, first, "second");
        Changer both = Changer.start(first, second, "both");
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> !answersAlone(first) && !answersAlone(second));
        ofFirst.awaitMore();
        ofSecond.awaitMore();
        both.awaitMore();
        both.stop();
        ofSecond.stop();
      }
      // The second node has gone; its partitions came back.
      ofFirst.awaitMore();
      ofFirst.stop();
    }
    try (TestNode again = start(null, "c")) {
      Client client = new Client(again);
      for (Changer changer : List.of(ofFirst, ofSecond)) {
        assertThat(client.members(changer.kept)).isEqualTo(changer.kept);
        assertThat(client.members(changer.removed)).isEmpty();
      }
    }
  }

  private static boolean answersAlone(TestNode node) {
    return node.membership("names").ask(Client.slices(List.of("a"))).isDone();
  }

  /** Adds and removes through one node and looks at once through another. */
  private static final class Changer {
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final List<String> kept = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();

    static Changer start(TestNode changed, TestNode asked, String name) {
      Changer changer = new Changer();
      Thread thread =
          new Thread(() -> changer.run(new Client(changed), new Client(asked), name), name);
      thread.setDaemon(true);
      thread.start();
      return changer;
    }

    private void run(Client changed, Client asked, String name) {
      try {
        while (!stopped.get()) {
          int round = rounds.get();
          List<String> stays = List.of(name + "-stays-" + round, name + "-stays-too-" + round);
          List<String> goes = List.of(name + "-goes-" + round);
          List<String> all = new ArrayList<>(stays);
          all.addAll(goes);
          changed.add(all);
          assertThat(asked.members(all)).isEqualTo(all);
          changed.remove(goes);
          assertThat(asked.members(all)).isEqualTo(stays);
          kept.addAll(stays);
          removed.addAll(goes);
          rounds.incrementAndGet();
        }
        end.complete(null);
      } catch (Throwable e) {
        end.completeExceptionally(e);
      }
    }

    void awaitMore() {
      int enough = rounds.get() + 20;
      await().atMost(Duration.ofSeconds(60)).until(() -> rounds.get() > enough || end.isDone());
      assertThat(end).isNotCompletedExceptionally();
    }

    void stop() throws Exception {
      stopped.set(true);
      end.get(60, TimeUnit.SECONDS);
    }
  }
}
