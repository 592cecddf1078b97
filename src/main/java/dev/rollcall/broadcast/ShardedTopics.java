package dev.rollcall.broadcast;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.store.Keys;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
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

  @Override
  public CompletableFuture<Appended> append(
      String topic, @Nullable AppendKey key, List<Message> messages) {
    AppendKey unique =
        key != null ? key : new AppendKey(producer, Long.toString(appends.incrementAndGet(), 36));
    CompletableFuture<Appended> outcome = new CompletableFuture<>();
    attempt(topic, unique, messages, System.nanoTime() + DEADLINE.toNanos(), outcome);
    return outcome;
  }

  private void attempt(
      String topic,
      AppendKey key,
      List<Message> messages,
      long deadline,
      CompletableFuture<Appended> outcome) {
    CompletionStage<Topic.Reply> reply =
        ask(topic, replyTo -> new Topic.Append(key, messages, replyTo));
    var unused =
        reply.whenCompleteAsync(
            (answer, failure) -> {
              if (answer instanceof Topic.Stored stored) {
                outcome.complete(new Appended(stored.first(), stored.count()));
              } else if (answer instanceof Topic.Refused refused) {
                outcome.completeExceptionally(new UserError(refused.code(), refused.reason()));
              } else if (System.nanoTime() - deadline > 0) {
                outcome.completeExceptionally(unknown(topic));
              } else {
                later(() -> attempt(topic, key, messages, deadline, outcome));
              }
            },
            executor);
  }

  private static UserError unknown(String topic) {
    return new UserError(
        ErrorCode.TIMEOUT,
        "topic " + topic + " did not answer in time; whether the message was stored is not known");
  }

  private void later(Runnable again) {
    CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS, executor)
        .execute(again);
  }

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
          made[0] = new FeedFollower(topic, feed, history, after, wake);
          feed.add(made[0]);
          return feed;
        });
    fanout.tell(new Fanout.Attach(topic));
    return made[0];
  }

  @Override
  public CompletableFuture<Page> read(
      String topic, MessageId after, MessageId upTo, int messagesMax, int bytesMax) {
    return history.read(topic, after, upTo, messagesMax, bytesMax);
  }

  @Override
  public CompletableFuture<Page> readBackwards(
      String topic, MessageId before, MessageId downTo, int messagesMax, int bytesMax) {
    return history.readBackwards(topic, before, downTo, messagesMax, bytesMax);
  }

  @Override
  public CompletableFuture<TopicDescription> describe(String topic) {
    CompletableFuture<TopicDescription> outcome = new CompletableFuture<>();
    describe(topic, System.nanoTime() + DEADLINE.toNanos(), outcome);
    return outcome;
  }

  private void describe(String topic, long deadline, CompletableFuture<TopicDescription> outcome) {
    CompletionStage<Topic.Described> reply = ask(topic, Topic.Describe::new);
    var unused =
        reply.whenCompleteAsync(
            (d, failure) -> {
              if (d != null) {
                outcome.complete(
                    new TopicDescription(d.trimmedTo(), d.last(), d.count(), d.bytes()));
              } else if (System.nanoTime() - deadline > 0) {
                outcome.completeExceptionally(
                    new UserError(
                        ErrorCode.UNAVAILABLE, "topic " + topic + " does not answer; ask again"));
              } else {
                later(() -> describe(topic, deadline, outcome));
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
