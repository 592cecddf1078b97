package dev.rollcall.broadcast;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.jspecify.annotations.Nullable;

/**
 * Consumer groups seen from one node: requests go to the topic's {@link GroupLog}, wherever it is,
 * and again where no answer comes. What would not fit into one message between nodes is asked for
 * in pieces.
 */
final class ShardedGroups implements Groups {
  /** Groups that move or restart answer nobody for a moment; longer, and the client is told. */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** A message lost on the way is sent again after this. */
  private static final Duration ATTEMPT = Duration.ofSeconds(2);

  /** How long until groups that were somewhere else a moment ago are asked again. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** IDs in one request. */
  private static final int IDS_MAX = 1_000;

  /** What the pieces of a claim may add up to; the rest stays where it is. */
  private static final long CLAIMED_BYTES_MAX = 8 << 20;

  private final ClusterSharding sharding;
  private final GroupTurns turns;

  /** Where answers go on; left to itself, a reply would take a thread of its own. */
  private final Executor executor;

  /** Names this node's requests; another one after each start. */
  private final String asker = Long.toUnsignedString(new SecureRandom().nextLong(), 36) + "/";

  private final AtomicLong requests = new AtomicLong();

  ShardedGroups(ClusterSharding sharding, GroupTurns turns, Executor executor) {
    this.sharding = sharding;
    this.turns = turns;
    this.executor = executor;
  }

  private <R extends GroupReply> CompletableFuture<R> ask(
      String topic, GroupRequest request, Class<R> kind) {
    CompletableFuture<R> outcome = new CompletableFuture<>();
    String key = asker + Long.toString(requests.incrementAndGet(), 36);
    attempt(topic, key, request, kind, System.nanoTime() + DEADLINE.toNanos(), outcome);
    return outcome;
  }

  private <R extends GroupReply> void attempt(
      String topic,
      String key,
      GroupRequest request,
      Class<R> kind,
      long deadline,
      CompletableFuture<R> outcome) {
    CompletionStage<GroupReply> reply =
        sharding
            .entityRefFor(GroupLog.KEY, topic)
            .ask(replyTo -> new GroupLog.Ask(key, request, replyTo), ATTEMPT);
    var unused =
        reply.whenCompleteAsync(
            (answer, failure) -> {
              if (kind.isInstance(answer)) {
                outcome.complete(kind.cast(answer));
              } else if (answer instanceof GroupReply.Refused refused) {
                outcome.completeExceptionally(new GroupRefused(refused.reason()));
              } else if (answer instanceof GroupReply.Failed failed) {
                outcome.completeExceptionally(new UserError(failed.code(), failed.reason()));
              } else if (System.nanoTime() - deadline > 0) {
                outcome.completeExceptionally(unknown(topic));
              } else {
                CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS, executor)
                    .execute(() -> attempt(topic, key, request, kind, deadline, outcome));
              }
            },
            executor);
  }

  private static UserError unknown(String topic) {
    return new UserError(
        ErrorCode.TIMEOUT,
        "the groups of topic "
            + topic
            + " did not answer in time; whether this was done is not known");
  }

  private CompletableFuture<Long> count(String topic, GroupRequest request) {
    return ask(topic, request, GroupReply.Count.class).thenApply(GroupReply.Count::value);
  }

  private CompletableFuture<Void> done(String topic, GroupRequest request) {
    return ask(topic, request, GroupReply.Count.class).thenAccept(count -> {});
  }

  @Override
  public CompletableFuture<Void> create(
      String topic, String group, @Nullable MessageId after, long entriesRead, boolean makeTopic) {
    return done(topic, new GroupEdit.Create(group, after, entriesRead, makeTopic));
  }

  @Override
  public CompletableFuture<Void> setCursor(
      String topic, String group, @Nullable MessageId after, long entriesRead) {
    return done(topic, new GroupEdit.SetCursor(group, after, entriesRead));
  }

  @Override
  public CompletableFuture<Boolean> destroy(String topic, String group) {
    return count(topic, new GroupEdit.Destroy(group)).thenApply(count -> count > 0);
  }

  @Override
  public CompletableFuture<Boolean> createConsumer(String topic, String group, String consumer) {
    return count(topic, new GroupEdit.CreateConsumer(group, consumer))
        .thenApply(count -> count > 0);
  }

  @Override
  public CompletableFuture<Long> deleteConsumer(String topic, String group, String consumer) {
    return count(topic, new GroupEdit.DeleteConsumer(group, consumer));
  }

  @Override
  public CompletableFuture<Void> check(String topic, String group) {
    return done(topic, new GroupQuery.Check(group));
  }

  @Override
  public CompletableFuture<Delivery> take(
      String topic, String group, String consumer, int count, boolean acknowledged) {
    return ask(
            topic,
            new GroupRead.Take(group, consumer, count, acknowledged),
            GroupReply.Delivered.class)
        .thenApply(GroupReply.Delivered::delivery);
  }

  @Override
  public CompletableFuture<Delivery> takeAgain(
      String topic, String group, String consumer, MessageId after, int count) {
    return ask(
            topic,
            new GroupRead.TakeAgain(group, consumer, after, count),
            GroupReply.Delivered.class)
        .thenApply(GroupReply.Delivered::delivery);
  }

  @Override
  public CompletableFuture<Long> acknowledge(String topic, String group, List<MessageId> ids) {
    List<MessageId> first = ids.subList(0, Math.min(ids.size(), IDS_MAX));
    CompletableFuture<Long> count =
        count(topic, new GroupEdit.Acknowledge(group, List.copyOf(first)));
    if (first.size() == ids.size()) {
      return count;
    }
    return count.thenCompose(
        done ->
            acknowledge(topic, group, ids.subList(IDS_MAX, ids.size()))
                .thenApply(more -> done + more));
  }

  @Override
  public CompletableFuture<Summary> pending(String topic, String group) {
    return ask(topic, new GroupQuery.Summary(group), GroupReply.Summarized.class)
        .thenApply(GroupReply.Summarized::summary);
  }

  @Override
  public CompletableFuture<List<PendingMessage>> pending(String topic, String group, Range range) {
    return pending(topic, group, range, new ArrayList<>());
  }

  private CompletableFuture<List<PendingMessage>> pending(
      String topic, String group, Range range, List<PendingMessage> before) {
    return ask(topic, new GroupQuery.PendingRange(group, range), GroupReply.Listed.class)
        .thenCompose(
            listed -> {
              before.addAll(listed.pending());
              long left = range.count() - listed.pending().size();
              if (left <= 0 || listed.pending().size() < GroupQuery.PendingRange.COUNT_MAX) {
                return CompletableFuture.completedFuture(before);
              }
              MessageId next = before.get(before.size() - 1).id().plus(1);
              return pending(
                  topic,
                  group,
                  new Range(next, range.to(), left, range.idleMillisMin(), range.consumer()),
                  before);
            });
  }

  @Override
  public CompletableFuture<List<Item>> claim(
      String topic, String group, String consumer, Claim claim) {
    return claim(topic, group, consumer, claim, new ArrayList<>(), 0);
  }

  private CompletableFuture<List<Item>> claim(
      String topic, String group, String consumer, Claim claim, List<Item> before, long bytes) {
    List<MessageId> ids = claim.ids();
    int first = Math.min(ids.size(), IDS_MAX);
    return ask(
            topic,
            new GroupClaim.These(group, consumer, claim.of(List.copyOf(ids.subList(0, first)))),
            GroupReply.Claimed.class)
        .thenCompose(
            claimed -> {
              before.addAll(claimed.claimed().items());
              long sum = bytes + bytes(claimed.claimed().items());
              return first == ids.size() || sum > CLAIMED_BYTES_MAX
                  ? CompletableFuture.completedFuture(before)
                  : claim(
                      topic,
                      group,
                      consumer,
                      claim.of(ids.subList(first, ids.size())),
                      before,
                      sum);
            });
  }

  private static long bytes(List<Item> items) {
    long bytes = 0;
    for (Item item : items) {
      bytes += item.message() == null ? 0 : item.message().bytes();
    }
    return bytes;
  }

  @Override
  public CompletableFuture<Claimed> claimNext(
      String topic,
      String group,
      String consumer,
      long idleMillisMin,
      MessageId from,
      int count,
      boolean justIds) {
    return ask(
            topic,
            new GroupClaim.Next(group, consumer, idleMillisMin, from, count, justIds),
            GroupReply.Claimed.class)
        .thenApply(GroupReply.Claimed::claimed);
  }

  @Override
  public CompletableFuture<List<Description>> describe(String topic) {
    return ask(topic, new GroupQuery.Describe(), GroupReply.Described.class)
        .thenApply(GroupReply.Described::groups);
  }

  @Override
  public CompletableFuture<List<Member>> consumers(String topic, String group) {
    return ask(topic, new GroupQuery.Consumers(group), GroupReply.Members.class)
        .thenApply(GroupReply.Members::consumers);
  }

  @Override
  public CompletableFuture<List<Details>> details(String topic, int count) {
    int most = Math.min(count, DETAILS_MAX);
    return describe(topic)
        .thenCompose(
            groups -> {
              CompletableFuture<List<Details>> all =
                  CompletableFuture.completedFuture(new ArrayList<>());
              for (Description group : groups) {
                all = all.thenCompose(before -> withDetails(before, topic, group.name(), most));
              }
              return all;
            });
  }

  /** A group that has gone meanwhile is left out. */
  private CompletableFuture<List<Details>> withDetails(
      List<Details> before, String topic, String group, int count) {
    return ask(topic, new GroupQuery.Details(group, count), GroupReply.Detailed.class)
        .handle(
            (detailed, failure) -> {
              if (detailed != null) {
                before.add(detailed.group());
              } else if (GroupRefused.in(failure) == null) {
                throw new CompletionException(failure);
              }
              return before;
            });
  }

  @Override
  public Turn await(String topic, String group, Runnable wake) {
    return turns.await(topic, group, wake);
  }
}
