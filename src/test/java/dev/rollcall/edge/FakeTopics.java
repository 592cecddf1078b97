package dev.rollcall.edge;

import dev.rollcall.base.UserError;
import dev.rollcall.broadcast.AppendAt;
import dev.rollcall.broadcast.AppendKey;
import dev.rollcall.broadcast.Appended;
import dev.rollcall.broadcast.Follower;
import dev.rollcall.broadcast.Message;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.broadcast.Page;
import dev.rollcall.broadcast.TopicDescription;
import dev.rollcall.broadcast.Topics;
import dev.rollcall.broadcast.Trim;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Topics in a map, that answer on whatever thread a test wants, late or with a failure. */
public final class FakeTopics implements Topics {
  /** One message is said to be this far from the next, so that every ID is predictable. */
  private static final long MILLIS = 1;

  private final Executor executor;
  private final Map<String, List<Page.Entry>> log = new TreeMap<>();
  private final Map<String, MessageId> trimmedUpTo = new HashMap<>();
  private final Map<AppendKey, Appended> known = new HashMap<>();
  private final Set<FakeFollower> followers = new HashSet<>();
  private final List<Integer> appendSizes = new ArrayList<>();
  private CompletableFuture<Void> durable = CompletableFuture.completedFuture(null);
  private @Nullable UserError failure;
  private long bytesRead;
  private final AtomicLong appends = new AtomicLong();

  private FakeTopics(Executor executor) {
    this.executor = executor;
  }

  /** Answers before it returns. */
  public static FakeTopics atOnce() {
    return new FakeTopics(Runnable::run);
  }

  /** Answers when the executor gets to it. */
  public static FakeTopics later(Executor executor) {
    return new FakeTopics(executor);
  }

  /** From now on appends are acknowledged when this is completed. */
  public synchronized void acknowledgeAfter(CompletableFuture<Void> gate) {
    durable = gate;
  }

  /** From now on appends fail. */
  public synchronized void fail(@Nullable UserError error) {
    failure = error;
  }

  /** Forgets a topic's oldest messages, up to and including this one. */
  public synchronized void trim(String topic, MessageId upTo) {
    entries(topic).removeIf(entry -> !entry.id().isAfter(upTo));
    trimmedUpTo.put(topic, upTo);
  }

  public synchronized int followers() {
    return followers.size();
  }

  /** How many messages each append had. */
  public synchronized List<Integer> appendSizes() {
    return List.copyOf(appendSizes);
  }

  /** How much followers and readers of history were given, in bytes. */
  public synchronized long bytesRead() {
    return bytesRead;
  }

  /** The texts of a topic. */
  public synchronized List<String> texts(String topic) {
    return entries(topic).stream()
        .map(entry -> new String(entry.message().text(), StandardCharsets.ISO_8859_1))
        .toList();
  }

  /** Appends as somebody else does. */
  public List<MessageId> say(String topic, String... texts) {
    List<Message> messages = new ArrayList<>();
    for (String text : texts) {
      messages.add(Message.text(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
    return say(topic, messages);
  }

  public List<MessageId> say(String topic, List<Message> messages) {
    Appended appended = store(topic, fresh("others"), messages);
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      ids.add(appended.id(i));
    }
    return ids;
  }

  @Override
  public CompletableFuture<Appended> append(
      String topic, @Nullable AppendKey key, List<Message> messages, AppendAt at) {
    if (!at.equals(AppendAt.NEXT)) {
      throw new UnsupportedOperationException("this log gives the next IDs only");
    }
    UserError error;
    CompletableFuture<Void> gate;
    synchronized (this) {
      error = failure;
      gate = durable;
    }
    if (error != null) {
      return CompletableFuture.failedFuture(error);
    }
    return gate.thenComposeAsync(
        open ->
            CompletableFuture.completedFuture(
                store(topic, key == null ? fresh("nobody") : key, messages)),
        executor);
  }

  private AppendKey fresh(String producer) {
    return new AppendKey(producer, Long.toString(appends.incrementAndGet()));
  }

  private Appended store(String topic, AppendKey key, List<Message> messages) {
    List<FakeFollower> waiting = new ArrayList<>();
    Appended appended;
    synchronized (this) {
      Appended before = known.get(key);
      if (before != null) {
        return before;
      }
      appendSizes.add(messages.size());
      MessageId first = last(topic).plus(1);
      appended = new Appended(first, messages.size());
      known.put(key, appended);
      for (int i = 0; i < messages.size(); i++) {
        entries(topic).add(new Page.Entry(first.plus(i), messages.get(i), key.producer()));
      }
      for (FakeFollower follower : followers) {
        if (follower.topic.equals(topic) && follower.asleep) {
          follower.asleep = false;
          waiting.add(follower);
        }
      }
    }
    waiting.forEach(follower -> executor.execute(follower.wake));
    return appended;
  }

  private List<Page.Entry> entries(String topic) {
    return log.computeIfAbsent(topic, name -> new ArrayList<>());
  }

  private MessageId last(String topic) {
    List<Page.Entry> entries = entries(topic);
    return entries.isEmpty()
        ? trimmedUpTo.getOrDefault(topic, new MessageId(MILLIS, 0))
        : entries.get(entries.size() - 1).id();
  }

  @Override
  public synchronized Follower follow(String topic, @Nullable MessageId after, Runnable wake) {
    FakeFollower follower = new FakeFollower(topic, after == null ? last(topic) : after, wake);
    followers.add(follower);
    return follower;
  }

  private synchronized Page page(
      String topic, MessageId after, MessageId upTo, int messagesMax, int bytesMax) {
    List<Page.Entry> found = new ArrayList<>();
    int bytes = 0;
    for (Page.Entry entry : entries(topic)) {
      boolean wanted = entry.id().isAfter(after) && !entry.id().isAfter(upTo);
      if (wanted && found.size() < messagesMax && bytes < bytesMax) {
        found.add(entry);
        bytes += entry.message().bytes();
      }
    }
    bytesRead += bytes;
    MessageId gone = trimmedUpTo.getOrDefault(topic, MessageId.NONE);
    return Page.of(found, gone.isAfter(after) ? new Page.Gap(after, gone) : null);
  }

  private synchronized Page pageBefore(
      String topic, @Nullable MessageId before, MessageId downTo, int messagesMax, int bytesMax) {
    List<Page.Entry> newestFirst = new ArrayList<>(entries(topic));
    Collections.reverse(newestFirst);
    List<Page.Entry> found = new ArrayList<>();
    int bytes = 0;
    for (Page.Entry entry : newestFirst) {
      boolean wanted =
          (before == null || before.isAfter(entry.id())) && !downTo.isAfter(entry.id());
      if (wanted && found.size() < messagesMax && bytes < bytesMax) {
        found.add(entry);
        bytes += entry.message().bytes();
      }
    }
    return Page.of(found, null);
  }

  @Override
  public CompletableFuture<Page> read(
      String topic, MessageId after, MessageId upTo, int messagesMax, int bytesMax) {
    return CompletableFuture.supplyAsync(
        () -> page(topic, after, upTo, messagesMax, bytesMax), executor);
  }

  @Override
  public CompletableFuture<Page> readBackwards(
      String topic, @Nullable MessageId before, MessageId downTo, int messagesMax, int bytesMax) {
    return CompletableFuture.supplyAsync(
        () -> pageBefore(topic, before, downTo, messagesMax, bytesMax), executor);
  }

  @Override
  public CompletableFuture<TopicDescription> describe(String topic) {
    return CompletableFuture.supplyAsync(
        () -> {
          synchronized (this) {
            List<Page.Entry> entries = entries(topic);
            return entries.isEmpty()
                ? new TopicDescription(
                    false, 0, MessageId.NONE, null, MessageId.NONE, 0, 0, 0, MessageId.NONE)
                : new TopicDescription(
                    true,
                    0,
                    trimmedUpTo.getOrDefault(topic, MessageId.NONE),
                    entries.get(0).id(),
                    last(topic),
                    entries.size(),
                    0,
                    entries.size(),
                    MessageId.NONE);
          }
        },
        executor);
  }

  @Override
  public CompletableFuture<List<String>> names() {
    return CompletableFuture.supplyAsync(
        () -> {
          synchronized (this) {
            return List.copyOf(log.keySet());
          }
        },
        executor);
  }

  @Override
  public CompletableFuture<List<Page.@Nullable Entry>> find(String topic, List<MessageId> ids) {
    return CompletableFuture.supplyAsync(
        () -> {
          synchronized (this) {
            return ids.stream()
                .<Page.@Nullable Entry>map(
                    id ->
                        entries(topic).stream()
                            .filter(entry -> entry.id().equals(id))
                            .findFirst()
                            .orElse(null))
                .toList();
          }
        },
        executor);
  }

  @Override
  public CompletableFuture<Boolean> create(String topic) {
    throw unsupported();
  }

  @Override
  public CompletableFuture<Boolean> delete(String topic) {
    throw unsupported();
  }

  @Override
  public CompletableFuture<Long> remove(String topic, List<MessageId> ids) {
    throw unsupported();
  }

  @Override
  public CompletableFuture<Long> trim(String topic, Trim trim) {
    throw unsupported();
  }

  @Override
  public CompletableFuture<Void> setLast(
      String topic, MessageId id, @Nullable Long added, @Nullable MessageId maxDeleted) {
    throw unsupported();
  }

  private static UnsupportedOperationException unsupported() {
    return new UnsupportedOperationException("only appended to and read in these tests");
  }

  private final class FakeFollower implements Follower {
    final String topic;
    final Runnable wake;
    private MessageId cursor;
    boolean asleep;

    FakeFollower(String topic, MessageId cursor, Runnable wake) {
      this.topic = topic;
      this.cursor = cursor;
      this.wake = wake;
    }

    @Override
    public CompletableFuture<MessageId> ready() {
      return CompletableFuture.completedFuture(cursor);
    }

    @Override
    public CompletableFuture<Page> next(int bytesMax) {
      return CompletableFuture.supplyAsync(
          () -> {
            synchronized (FakeTopics.this) {
              Page page = page(topic, cursor, MessageId.MAX, Integer.MAX_VALUE, bytesMax);
              Page.Gap gap = page.trimmed();
              if (gap != null) {
                cursor = gap.to();
              }
              if (page.count() > 0) {
                cursor = page.entries().get(page.count() - 1).id();
              }
              asleep = page.isEmpty();
              return page;
            }
          },
          executor);
    }

    @Override
    public MessageId cursor() {
      synchronized (FakeTopics.this) {
        return cursor;
      }
    }

    @Override
    public void close() {
      synchronized (FakeTopics.this) {
        followers.remove(this);
      }
    }
  }
}
