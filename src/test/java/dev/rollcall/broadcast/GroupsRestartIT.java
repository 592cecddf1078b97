package dev.rollcall.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.broadcast.Groups.Item;
import dev.rollcall.broadcast.Groups.PendingMessage;
import dev.rollcall.broadcast.Groups.Range;
import dev.rollcall.store.PostgresServer;
import dev.rollcall.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What consumer groups have promised outlives the node, on each store. */
class GroupsRestartIT {
  private static final Range ALL = new Range(MessageId.NONE, MessageId.MAX, 1_000_000, 0, null);

  @TempDir private Path directory;

  private static <T> T wait(CompletableFuture<T> future) {
    return LogNode.await(future);
  }

  /** Random work, ended by a restart again and again. */
  @ParameterizedTest
  @EnumSource
  void nothingDeliveredIsLostAndNothingAcknowledgedComesBack(OnStore store) {
    StoreSettings settings = store.settings(directory);
    Random random = new Random(5);
    TreeMap<MessageId, String> pending = new TreeMap<>();
    Set<MessageId> delivered = new TreeSet<>();
    List<MessageId> appended = new ArrayList<>();
    for (int life = 0; life < 4; life++) {
      try (LogNode node = LogNode.start(settings)) {
        Groups groups = node.groups();
        if (life == 0) {
          wait(groups.create("t", "g", null, Groups.UNKNOWN, true));
        }
        assertThat(wait(groups.pending("t", "g", ALL)))
            .extracting(PendingMessage::id, PendingMessage::consumer)
            .containsExactlyElementsOf(
                pending.entrySet().stream()
                    .map(e -> org.assertj.core.groups.Tuple.tuple(e.getKey(), e.getValue()))
                    .toList());
        for (int i = 0; i < 150; i++) {
          Appended two = node.append("t", "a", "b");
          appended.addAll(List.of(two.id(0), two.id(1)));
          String consumer = "c" + random.nextInt(3);
          for (Item item : wait(groups.take("t", "g", consumer, 3, false)).items()) {
            assertThat(delivered.add(item.id())).isTrue();
            pending.put(item.id(), consumer);
          }
          List<MessageId> done =
              pending.keySet().stream().filter(id -> random.nextInt(4) == 0).toList();
          if (!done.isEmpty()) {
            assertThat(wait(groups.acknowledge("t", "g", done))).isEqualTo(done.size());
            done.forEach(pending::remove);
          }
          if (random.nextInt(40) == 0) {
            node.leaveGroups("t");
          }
        }
      }
    }
    assertThat(delivered).containsExactlyElementsOf(appended);
  }

  @ParameterizedTest
  @EnumSource
  void deliveriesWithoutAcknowledgementMoveTheCursorForGood(OnStore store) {
    StoreSettings settings = store.settings(directory);
    try (LogNode node = LogNode.start(settings)) {
      wait(node.groups().create("t", "g", null, Groups.UNKNOWN, true));
      node.append("t", "a", "b");
      assertThat(wait(node.groups().take("t", "g", "c", 1, true)).items()).hasSize(1);
    }
    try (LogNode node = LogNode.start(settings)) {
      assertThat(wait(node.groups().pending("t", "g")).count()).isZero();
      assertThat(wait(node.groups().take("t", "g", "c", 9, true)).items()).hasSize(1);
      assertThat(wait(node.groups().describe("t")).get(0).entriesRead()).isEqualTo(2);
    }
  }

  /** More events than a snapshot is made after, so that the first of them go. */
  @ParameterizedTest
  @EnumSource
  void oldEventsAreDeletedAndTheSnapshotHasEverything(OnStore store) throws Exception {
    StoreSettings settings = store.settings(directory);
    try (LogNode node = LogNode.start(settings)) {
      wait(node.groups().create("t", "g", null, Groups.UNKNOWN, true));
      for (int i = 0; i < 2_100; i++) {
        wait(node.groups().createConsumer("t", "g", "c" + i));
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                var range = node.store().events().range(GroupLog.persistenceId("t"));
                return range != null && range.first() > 900;
              });
    }
    try (LogNode node = LogNode.start(settings)) {
      assertThat(wait(node.groups().consumers("t", "g"))).hasSize(2_100);
    }
  }

  @Test
  void requestsGoOnWhenTheDatabaseComesBackAndAreCarriedOutOnce() {
    StoreSettings settings = PostgresServer.freshDatabase();
    try (LogNode node = LogNode.start(settings)) {
      wait(node.groups().create("t", "g", null, Groups.UNKNOWN, true));
      List<MessageId> delivered = new ArrayList<>();
      for (int round = 0; round < 4; round++) {
        node.append("t", "a", "b", "c", "d", "e", "f");
        List<CompletableFuture<Groups.Delivery>> takes = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
          takes.add(node.groups().take("t", "g", "c", 1, false));
        }
        PostgresServer.disconnect(settings);
        for (CompletableFuture<Groups.Delivery> take : takes) {
          take.handle((delivery, failure) -> delivery).join();
        }
        for (CompletableFuture<Groups.Delivery> take : takes) {
          if (!take.isCompletedExceptionally()) {
            take.join().items().forEach(item -> delivered.add(item.id()));
          }
        }
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  wait(node.groups().take("t", "g", "c", 100, false))
                      .items()
                      .forEach(item -> delivered.add(item.id())));
      assertThat(delivered).doesNotHaveDuplicates();
      assertThat(wait(node.groups().pending("t", "g", ALL)))
          .extracting(PendingMessage::id)
          .containsExactlyInAnyOrderElementsOf(delivered)
          .hasSize(24);
    }
  }
}
