package dev.rollcall.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.broadcast.GroupRefused.Reason;
import dev.rollcall.broadcast.Groups.Claimed;
import dev.rollcall.broadcast.Groups.Delivery;
import dev.rollcall.broadcast.Groups.Item;
import dev.rollcall.broadcast.Groups.PendingMessage;
import dev.rollcall.broadcast.Groups.Range;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Consumer groups on each store: every message goes to one consumer, until it is acknowledged. */
@ParameterizedClass
@EnumSource(OnStore.class)
class GroupsIT {
  private static final AtomicInteger TOPICS = new AtomicInteger();

  @TempDir private static Path directory;

  @SuppressWarnings("NullAway.Init") // Started before any test.
  private static LogNode node;

  /** A topic of this test's own. */
  private final String topic = "groups-" + TOPICS.incrementAndGet();

  /** The store is that of the node, which all tests share. */
  GroupsIT(OnStore store) {}

  @BeforeParameterizedClassInvocation
  static void start(OnStore store) {
    node = LogNode.start(store.settings(directory));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    node.close();
  }

  private static <T> T await(CompletableFuture<T> future) {
    return LogNode.await(future);
  }

  private Groups groups() {
    return node.groups();
  }

  private void create(String group, @Nullable MessageId after) {
    await(groups().create(topic, group, after, Groups.UNKNOWN, true));
  }

  private Delivery take(String group, String consumer, int count) {
    return await(groups().take(topic, group, consumer, count, false));
  }

  private static List<String> texts(List<Item> items) {
    return items.stream()
        .map(Item::message)
        .map(message -> message == null ? "gone" : new String(message.text(), UTF_8))
        .toList();
  }

  private void assertRefused(CompletableFuture<?> outcome, Reason reason) {
    assertThatThrownBy(() -> await(outcome))
        .satisfies(
            failure -> {
              GroupRefused refused = GroupRefused.in(failure);
              assertThat(refused).isNotNull();
              assertThat(refused.reason()).isEqualTo(reason);
            });
  }

  @Test
  void newMessagesArePendingUntilTheyAreAcknowledged() {
    create("g", null);
    assertThat(take("g", "c", 10)).isEqualTo(Delivery.NOTHING);
    node.append(topic, "a", "b", "c");
    assertThat(texts(take("g", "c", 2).items())).containsExactly("a", "b");
    assertThat(texts(take("g", "d", 2).items())).containsExactly("c");
    Delivery again = await(groups().takeAgain(topic, "g", "c", MessageId.NONE, 10));
    assertThat(texts(again.items())).containsExactly("a", "b");
    MessageId a = again.items().get(0).id();
    assertThat(await(groups().acknowledge(topic, "g", List.of(a, a, MessageId.MAX)))).isOne();
    assertThat(await(groups().acknowledge(topic, "g", List.of(a)))).isZero();
    assertThat(await(groups().acknowledge(topic, "nobody", List.of(a)))).isZero();
    Groups.Summary summary = await(groups().pending(topic, "g"));
    assertThat(summary.count()).isEqualTo(2);
    assertThat(summary.consumers())
        .containsExactly(new Groups.Share("c", 1), new Groups.Share("d", 1));
    List<PendingMessage> all =
        await(groups().pending(topic, "g", new Range(MessageId.NONE, MessageId.MAX, 10, 0, null)));
    assertThat(all).extracting(PendingMessage::deliveries).containsExactly(2L, 1L);
  }

  @Test
  void requestsAboutWhatIsNotThereAreRefused() {
    assertRefused(groups().create(topic, "g", null, -1, false), Reason.NO_TOPIC);
    assertRefused(groups().take(topic, "g", "c", 1, false), Reason.NO_TOPIC);
    assertRefused(groups().describe(topic), Reason.NO_TOPIC);
    create("g", null);
    assertRefused(groups().create(topic, "g", null, -1, true), Reason.GROUP_EXISTS);
    assertRefused(groups().check(topic, "h"), Reason.NO_GROUP);
    assertRefused(groups().setCursor(topic, "h", null, -1), Reason.NO_GROUP);
    assertThat(await(groups().destroy(topic, "h"))).isFalse();
    assertThat(await(groups().destroy(topic, "g"))).isTrue();
    assertRefused(groups().consumers(topic, "g"), Reason.NO_GROUP);
  }

  @Test
  void whatWasRemovedFromTheTopicIsPendingNoMoreOnceSomebodyClaimsIt() {
    create("g", null);
    Appended appended = node.append(topic, "a", "b", "c");
    take("g", "c", 10);
    await(node.topics().remove(topic, List.of(appended.id(1))));
    assertThat(texts(await(groups().takeAgain(topic, "g", "c", MessageId.NONE, 9)).items()))
        .containsExactly("a", "gone", "c");
    Claimed claimed = await(groups().claimNext(topic, "g", "d", 0, MessageId.NONE, 2, false));
    assertThat(texts(claimed.items())).containsExactly("a");
    assertThat(claimed.deleted()).containsExactly(appended.id(1));
    assertThat(claimed.next()).isEqualTo(appended.id(2));
    List<Item> rest =
        await(
            groups()
                .claim(
                    topic,
                    "g",
                    "d",
                    new Groups.Claim(
                        List.of(appended.id(1), appended.id(2)), 0, -1, -1, true, true, null)));
    assertThat(rest).containsExactly(new Item(appended.id(2), null));
    assertThat(await(groups().consumers(topic, "g")))
        .extracting(Groups.Member::pending)
        .containsExactly(0L, 2L);
  }

  @Test
  void groupsAreGoneWithTheirTopic() {
    create("g", null);
    node.append(topic, "a");
    take("g", "c", 1);
    await(node.topics().delete(topic));
    assertRefused(groups().check(topic, "g"), Reason.NO_TOPIC);
    node.append(topic, "b");
    assertRefused(groups().check(topic, "g"), Reason.NO_GROUP);
    create("g", MessageId.NONE);
    node.leaveGroups(topic);
    assertThat(texts(take("g", "c", 10).items())).containsExactly("b");
    assertThat(await(groups().pending(topic, "g")).count()).isOne();
  }

  @Test
  void detailsShowTheFirstPendingMessages() {
    create("g", null);
    create("h", null);
    node.append(topic, "a", "b", "c", "d");
    take("g", "c", 3);
    take("g", "d", 1);
    List<Groups.Details> details = await(groups().details(topic, 2));
    assertThat(details).hasSize(2);
    assertThat(details.get(0).group())
        .satisfies(
            group -> {
              assertThat(group.name()).isEqualTo("g");
              assertThat(group.pending()).isEqualTo(4);
              assertThat(group.entriesRead()).isEqualTo(4);
              assertThat(group.lag()).isZero();
            });
    assertThat(details.get(0).pending()).hasSize(2);
    assertThat(details.get(0).consumers().get(0).pending()).hasSize(2);
    assertThat(details.get(1).group().lag()).isEqualTo(4);
  }

  /** Consumers read, wait, acknowledge and leave things to be claimed, all at once. */
  @Test
  void everyMessageIsDeliveredToOneOfManyConsumers() throws Exception {
    int messages = 2_000;
    int consumers = 12;
    create("g", null);
    Queue<MessageId> delivered = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < consumers; i++) {
      String consumer = "c" + i;
      Thread thread =
          new Thread(
              () -> {
                try {
                  consume(consumer, delivered, messages);
                } catch (Throwable e) {
                  failures.add(e);
                }
              });
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
    List<MessageId> appended = new ArrayList<>();
    for (int i = 0; i < messages / 4; i++) {
      Appended four = node.append(topic, "a", "b", "c", "d");
      for (int j = 0; j < 4; j++) {
        appended.add(four.id(j));
      }
      if (i % 200 == 100) {
        node.leaveGroups(topic);
      }
    }
    for (Thread thread : threads) {
      thread.join(TimeUnit.SECONDS.toMillis(60));
    }
    assertThat(failures).isEmpty();
    assertThat(delivered).containsExactlyInAnyOrderElementsOf(appended);
    assertThat(await(groups().pending(topic, "g")).count()).isZero();
  }

  private void consume(String consumer, Queue<MessageId> delivered, int messages)
      throws InterruptedException {
    Semaphore woken = new Semaphore(0);
    while (delivered.size() < messages) {
      try (Groups.Turn turn = groups().await(topic, "g", woken::release)) {
        Delivery delivery = take("g", consumer, 3);
        while (!delivery.served() && delivered.size() < messages) {
          // The last reader that finds something may leave others with nothing to be woken for.
          if (woken.tryAcquire(200, TimeUnit.MILLISECONDS)) {
            delivery = take("g", consumer, 3);
            turn.taken(delivery.served());
          }
        }
        List<MessageId> ids = delivery.items().stream().map(Item::id).toList();
        delivered.addAll(ids);
        assertThat(await(groups().acknowledge(topic, "g", ids))).isEqualTo(ids.size());
      }
    }
  }

  @Test
  void readersThatWaitAreWokenOneAfterTheOtherInTheOrderTheyCame() throws Exception {
    create("g", null);
    Semaphore first = new Semaphore(0);
    Semaphore second = new Semaphore(0);
    Groups.Turn one = groups().await(topic, "g", first::release);
    // Where the topic stands becomes known, which is the first reason to look.
    awaitPermit(first);
    one.taken(take("g", "c1", 1).served());
    Groups.Turn two = groups().await(topic, "g", second::release);
    node.append(topic, "a");
    awaitPermit(first);
    assertThat(second.availablePermits()).isZero();
    Delivery found = take("g", "c1", 1);
    one.taken(found.served());
    one.close();
    assertThat(texts(found.items())).containsExactly("a");
    awaitPermit(second);
    two.taken(take("g", "c2", 1).served());
    node.append(topic, "b");
    awaitPermit(second);
    assertThat(texts(take("g", "c2", 1).items())).containsExactly("b");
    two.close();
  }

  @Test
  void readersThatWaitHearOfTheEndOfTheirGroup() throws Exception {
    create("g", null);
    Semaphore woken = new Semaphore(0);
    try (Groups.Turn turn = groups().await(topic, "g", woken::release)) {
      awaitPermit(woken);
      turn.taken(take("g", "c", 1).served());
      await(groups().destroy(topic, "g"));
      awaitPermit(woken);
      assertRefused(groups().take(topic, "g", "c", 1, false), Reason.NO_GROUP);
    }
  }

  private static void awaitPermit(Semaphore woken) throws InterruptedException {
    assertThat(woken.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void eventsAreFewWhereManyAskAtOnceAndOldOnesGo() throws Exception {
    create("g", null);
    for (int i = 0; i < 30; i++) {
      List<CompletableFuture<Long>> all = new ArrayList<>();
      node.append(topic, "x");
      for (Item item : take("g", "c", 10).items()) {
        for (int j = 0; j < 100; j++) {
          all.add(groups().acknowledge(topic, "g", List.of(item.id())));
        }
      }
      assertThat(all.stream().mapToLong(GroupsIT::await).sum()).isOne();
    }
    var range = node.store().events().range(GroupLog.persistenceId(topic));
    assertThat(range).isNotNull();
    assertThat(range.last()).isLessThan(100);
  }
}
