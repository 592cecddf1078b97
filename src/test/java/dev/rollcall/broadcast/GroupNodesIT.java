package dev.rollcall.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.broadcast.GroupRefused.Reason;
import dev.rollcall.broadcast.Groups.Delivery;
import dev.rollcall.store.PostgresServer;
import dev.rollcall.store.StoreSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Consumer groups of a cluster: the same on every node, wherever they live. */
class GroupNodesIT {
  private static final int TOPICS = 12;

  private static <T> T wait(CompletableFuture<T> future) {
    return LogNode.await(future);
  }

  @Test
  void groupsAreUsedFromEveryNodeAndSurviveTheirMoves() throws Exception {
    StoreSettings settings = PostgresServer.freshDatabase();
    try (LogNode one = LogNode.start(settings)) {
      for (int i = 0; i < TOPICS; i++) {
        wait(one.groups().create("t" + i, "g", null, Groups.UNKNOWN, true));
        one.append("t" + i, "a", "b", "c", "d");
      }
      try (LogNode two = LogNode.start(settings, LogNode.KEEP_ALL, one)) {
        awaitMoves(two);
        for (int i = 0; i < TOPICS; i++) {
          List<MessageId> taken = new ArrayList<>();
          for (LogNode node : List.of(one, two, one, two)) {
            Delivery delivery = wait(node.groups().take("t" + i, "g", "c", 1, false));
            delivery.items().forEach(item -> taken.add(item.id()));
          }
          assertThat(taken).hasSize(4).isSorted().doesNotHaveDuplicates();
          assertThat(wait(two.groups().acknowledge("t" + i, "g", taken.subList(0, 3))))
              .isEqualTo(3);
        }
        readersOnBothNodesHearOfTheEnd(one, two);
      }
      for (int i = 0; i < TOPICS; i++) {
        assertThat(wait(one.groups().pending("t" + i, "g")).count()).isEqualTo(i == 0 ? 0 : 1);
      }
    }
  }

  /** What moves comes to life again where somebody asks for it. */
  private static void awaitMoves(LogNode node) {
    await()
        .atMost(Duration.ofSeconds(40))
        .until(
            () -> {
              for (int i = 0; i < TOPICS; i++) {
                wait(node.groups().check("t" + i, "g"));
              }
              return node.topicsHere() > 0;
            });
  }

  private static void readersOnBothNodesHearOfTheEnd(LogNode one, LogNode two) throws Exception {
    for (int i = 0; i < TOPICS; i++) {
      wait(one.groups().create("t" + i, "short", null, Groups.UNKNOWN, false));
      for (LogNode node : List.of(one, two)) {
        String topic = "t" + i;
        Semaphore woken = new Semaphore(0);
        try (Groups.Turn turn = node.groups().await(topic, "short", woken::release)) {
          assertThat(woken.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
          turn.taken(false);
          LogNode other = node == one ? two : one;
          other.append(topic, "x");
          assertThat(woken.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
          turn.taken(wait(node.groups().take(topic, "short", "c", 9, true)).served());
        }
      }
    }
    Semaphore woken = new Semaphore(0);
    try (Groups.Turn here = one.groups().await("t0", "short", woken::release);
        Groups.Turn there = two.groups().await("t0", "short", woken::release)) {
      assertThat(woken.tryAcquire(2, 30, TimeUnit.SECONDS)).isTrue();
      here.taken(false);
      there.taken(false);
      assertThat(wait(two.groups().destroy("t0", "short"))).isTrue();
      assertThat(woken.tryAcquire(2, 30, TimeUnit.SECONDS)).isTrue();
      assertThat(
              one.groups()
                  .check("t0", "short")
                  .handle((ok, failure) -> GroupRefused.in(failure))
                  .join())
          .extracting(GroupRefused::reason)
          .isEqualTo(Reason.NO_GROUP);
    }
    wait(one.groups().acknowledge("t0", "g", ids(one)));
  }

  private static List<MessageId> ids(LogNode node) {
    return node.history("t0", MessageId.NONE, 100).stream().map(Page.Entry::id).toList();
  }
}
