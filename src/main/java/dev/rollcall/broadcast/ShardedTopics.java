package dev.rollcall.broadcast;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.store.Keys;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.jspecify.annotations.Nullable;

/**
 * The message log seen from one node: appends go to the topic's entity, wherever it is, and again
 * where no answer comes; followers read this node's feeds.
 */
final class ShardedTopics implements Topics {
  /** A topic that moves or restarts answers nobody for a moment; longer, and the client is told. */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** A message lost on the way is sent again after this. */
  private static final Duration ATTEMPT = Duration.ofSeconds(2);

  /** How long until a topic that was somewhere else a moment ago is asked again. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final ClusterSharding sharding;
  private final ActorRef<Fanout.Command> fanout;
  private final ConcurrentHashMap<String, Feed> feeds;
  private final History history;
  private final Keys keys;
  private final Executor blocking;

  /** Where answers go on; left to itself, a reply would take a thread of its own. */
  private final Executor executor;

  /** Names this node's appends that have no key of their own; another one after each start. */
  private final String producer = "@" + Long.toUnsignedString(new SecureRandom().nextLong(), 36);

  private final AtomicLong appends = new AtomicLong();

  ShardedTopics(
      ClusterSharding sharding,
      ActorRef<Fanout.Command> fanout,
      ConcurrentHashMap<String, Feed> feeds,
      TopicStores stores,
      Executor executor) {
    this.sharding = sharding;
    this.fanout = fanout;
    this.feeds = feeds;
    this.history = stores.history();
    this.keys = stores.keys();
    this.blocking = stores.blocking();
    this.executor = executor;
  }

  // ---- Changes

  @Override
  public CompletableFuture<Appended> append(
      String topic, @Nullable AppendKey key, List<Message> messages, AppendAt at) {
    AppendKey unique = key != null ? key : key();
    return change(
        topic,
        replyTo -> new Topic.Append(unique, messages, at, replyTo),
        reply ->
            reply instanceof Topic.Stored stored
                ? new Appended(stored.first(), stored.count())
                : null);
  }

  private AppendKey key() {
    return new AppendKey(producer, Long.toString(appends.incrementAndGet(), 36));
  }

  @Override
  public CompletableFuture<Boolean> create(String topic) {
    AppendKey key = key();
    return alter(topic, replyTo -> new Topic.Create(key, replyTo)).thenApply(made -> made > 0);
  }

  @Override
  public CompletableFuture<Boolean> delete(String topic) {
    AppendKey key = key();
    return alter(topic, replyTo -> new Topic.Delete(key, replyTo)).thenApply(gone -> gone > 0);
  }

  @Override
  public CompletableFuture<Long> remove(String topic, List<MessageId> ids) {
    AppendKey key = key();
    return alter(topic, replyTo -> new Topic.Remove(key, ids, replyTo));
  }

  @Override
  public CompletableFuture<Long> trim(String topic, Trim trim) {
    AppendKey key = key();
    return alter(topic, replyTo -> new Topic.Shorten(key, trim, replyTo));
  }

  @Override
  public CompletableFuture<Void> setLast(
      String topic, MessageId id, @Nullable Long added, @Nullable MessageId maxDeleted) {
    AppendKey key = key();
    return alter(topic, replyTo -> new Topic.SetLast(key, id, added, maxDeleted, replyTo))
        .thenApply(set -> null);
  }

  private CompletableFuture<Long> alter(
      String topic, Function<ActorRef<Topic.Reply>, Topic.Command> request) {
    return change(
        topic, request, reply -> reply instanceof Topic.Altered done ? done.result() : null);
  }

  /**
   * Asks for a change until it is answered or the deadline passes. The same request has the same
   * key each time, and is carried out once.
   *
   * @param result what an answer means; null for one that is none
   */
  private <T> CompletableFuture<T> change(
      String topic,
      Function<ActorRef<Topic.Reply>, Topic.Command> request,
      Function<Topic.Reply, @Nullable T> result) {
    CompletableFuture<T> outcome = new CompletableFuture<>();
    attempt(topic, request, result, System.nanoTime() + DEADLINE.toNanos(), outcome);
    return outcome;
  }

  private <T> void attempt(
      String topic,
      Function<ActorRef<Topic.Reply>, Topic.Command> request,
      Function<Topic.Reply, @Nullable T> result,
      long deadline,
      CompletableFuture<T> outcome) {
    CompletionStage<Topic.Reply> reply = ask(topic, request);
    var unused =
        reply.whenCompleteAsync(
            (answer, failure) -> {
              T done = answer == null ? null : result.apply(answer);
              if (done != null) {
                outcome.complete(done);
              } else if (answer instanceof Topic.Refused refused) {
                outcome.completeExceptionally(new UserError(refused.code(), refused.reason()));
              } else if (System.nanoTime() - deadline > 0) {
                outcome.completeExceptionally(unknown(topic));
              } else {
                later(() -> attempt(topic, request, result, deadline, outcome));
              }
            },
            executor);
  }

  private static UserError unknown(String topic) {
    return new UserError(
        ErrorCode.TIMEOUT,
        "topic " + topic + " did not answer in time; whether the change was made is not known");
  }

  private void later(Runnable again) {
    CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS, executor)
        .execute(again);
  }

  // ---- Questions

  private <R> CompletionStage<R> ask(String topic, Function<ActorRef<R>, Topic.Command> question) {
    return sharding.entityRefFor(Topic.KEY, topic).ask(question::apply, ATTEMPT);
  }

  @Override
  public Follower follow(String topic, @Nullable MessageId after, Runnable wake) {
    FeedFollower[] made = new FeedFollower[1];
    feeds.compute(
        topic,
        (name, known) -> {
          Feed feed = known == null ? new Feed() : known;
          made[0] = new FeedFollower(topic, feed, this::read, after, wake);
          feed.add(made[0]);
          return feed;
        });
    fanout.tell(new Fanout.Attach(topic));
    return made[0];
  }

  @Override
  public CompletableFuture<Page> read(
      String topic, MessageId after, MessageId upTo, int messagesMax, int bytesMax) {
    return looked(topic, after, false)
        .thenCompose(
            looked -> {
              MessageId known = looked.knownTo();
              MessageId end = upTo.isAfter(known) ? known : upTo;
              return history
                  .read(topic, after, end, messagesMax, bytesMax, looked.removed())
                  .thenCompose(
                      page ->
                          page.count() == 0 && upTo.isAfter(end)
                              ? read(topic, end, upTo, messagesMax, bytesMax)
                                  .thenApply(next -> next.since(page.trimmed()))
                              : CompletableFuture.completedFuture(page));
            });
  }

  @Override
  public CompletableFuture<Page> readBackwards(
      String topic, @Nullable MessageId before, MessageId downTo, int messagesMax, int bytesMax) {
    return looked(topic, before == null ? MessageId.MAX : before, true)
        .thenCompose(
            looked -> {
              MessageId known = looked.knownFrom();
              MessageId end = known.isAfter(downTo) ? known : downTo;
              return history
                  .readBackwards(topic, before, end, messagesMax, bytesMax, looked.removed())
                  .thenCompose(
                      page ->
                          page.count() == 0 && end.isAfter(downTo)
                              ? readBackwards(topic, end, downTo, messagesMax, bytesMax)
                              : CompletableFuture.completedFuture(page));
            });
  }

  @Override
  public CompletableFuture<List<Page.@Nullable Entry>> find(String topic, List<MessageId> ids) {
    if (ids.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    List<MessageId> sorted = ids.stream().distinct().sorted().toList();
    return found(topic, sorted, new HashMap<>())
        .thenApply(found -> ids.stream().<Page.@Nullable Entry>map(found::get).toList());
  }

  private CompletableFuture<Map<MessageId, Page.Entry>> found(
      String topic, List<MessageId> sorted, Map<MessageId, Page.Entry> found) {
    return looked(topic, sorted.get(0), false)
        .thenCompose(
            looked -> {
              int known = 1;
              while (known < sorted.size() && !sorted.get(known).isAfter(looked.knownTo())) {
                known++;
              }
              List<MessageId> rest = sorted.subList(known, sorted.size());
              return history
                  .find(topic, sorted.subList(0, known), looked.removed())
                  .thenCompose(
                      some -> {
                        some.forEach(one -> found.put(one.entry().id(), one.entry()));
                        return rest.isEmpty()
                            ? CompletableFuture.completedFuture(found)
                            : found(topic, rest, found);
                      });
            });
  }

  private CompletableFuture<Topic.Looked> looked(String topic, MessageId at, boolean before) {
    return answer(topic, replyTo -> new Topic.Look(at, before, replyTo));
  }

  @Override
  public CompletableFuture<TopicDescription> describe(String topic) {
    return answer(topic, Topic.Describe::new).thenApply(Topic.Described::description);
  }

  /** Asks until it is answered or the deadline passes. */
  private <R> CompletableFuture<R> answer(
      String topic, Function<ActorRef<R>, Topic.Command> question) {
    CompletableFuture<R> outcome = new CompletableFuture<>();
    answer(topic, question, System.nanoTime() + DEADLINE.toNanos(), outcome);
    return outcome;
  }

  private <R> void answer(
      String topic,
      Function<ActorRef<R>, Topic.Command> question,
      long deadline,
      CompletableFuture<R> outcome) {
    CompletionStage<R> reply = ask(topic, question);
    var unused =
        reply.whenCompleteAsync(
            (answer, failure) -> {
              if (answer != null) {
                outcome.complete(answer);
              } else if (System.nanoTime() - deadline > 0) {
                outcome.completeExceptionally(
                    new UserError(
                        ErrorCode.UNAVAILABLE, "topic " + topic + " does not answer; ask again"));
              } else {
                later(() -> answer(topic, question, deadline, outcome));
              }
            },
            executor);
  }

  @Override
  public CompletableFuture<List<String>> names() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return keys.names(Keys.Kind.TOPIC);
          } catch (SQLException e) {
            throw new CompletionException(
                new UserError(
                    ErrorCode.UNAVAILABLE, "the store cannot be read now; ask again later"));
          }
        },
        blocking);
  }
}
