package dev.rollcall.broadcast;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.store.Events;
import java.io.NotSerializableException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics out of the store, from any ID in either direction. An ID is found by a binary search
 * over the events' numbers that reads only the first bytes of each. Thread-safe.
 */
final class History {
  private static final Logger LOG = LoggerFactory.getLogger(History.class);

  private final Events events;
  private final TopicFormat format;
  private final BatchCache cache = new BatchCache();
  private final Executor blocking;

  History(Events events, TopicFormat format, Executor blocking) {
    this.events = events;
    this.format = format;
    this.blocking = blocking;
  }

  /** As {@link Topics#read}. */
  CompletableFuture<Page> read(
      String topic, MessageId after, MessageId upTo, int messagesMax, int bytesMax) {
    return inBackground(
        () -> {
          try {
            return readNow(topic, after, upTo, messagesMax, bytesMax);
          } catch (DeletedException e) {
            // Retention was at work meanwhile; what is left now begins later.
            return readNow(topic, after, upTo, messagesMax, bytesMax);
          }
        });
  }

  /** As {@link Topics#readBackwards}. */
  CompletableFuture<Page> readBackwards(
      String topic, MessageId before, MessageId downTo, int messagesMax, int bytesMax) {
    return inBackground(() -> readBackwardsNow(topic, before, downTo, messagesMax, bytesMax));
  }

  /**
   * What a topic cannot tell from its state alone.
   *
   * @param first the oldest event that is kept
   * @param last the newest event
   * @param keys those of the latest appends
   */
  record Kept(long first, long last, KeyWindow keys) {}

  /** What is kept of a topic. */
  CompletableFuture<Kept> kept(String topic) {
    return inBackground(() -> keptNow(topic));
  }

  private Page readNow(String topic, MessageId after, MessageId upTo, int messagesMax, int bytesMax)
      throws SQLException, NotSerializableException {
    Events.Range range = events.range(Topic.persistenceId(topic));
    if (range == null) {
      return Page.EMPTY;
    }
    List<Page.Part> parts = new ArrayList<>();
    long bytes = 0;
    int count = 0;
    long sequence = firstAfter(topic, range, after);
    Page.Gap gap = sequence <= range.last() ? gap(topic, sequence, after) : null;
    while (sequence <= range.last() && bytes < bytesMax && count < messagesMax) {
      Batch batch = batch(topic, sequence, range.last());
      Page.Part part = Parts.between(batch, after, upTo, messagesMax - count, bytesMax - bytes);
      if (!part.entries().isEmpty()) {
        parts.add(part);
        bytes += Parts.bytes(part);
        count += part.entries().size();
      } else if (batch.count() > 0) {
        break;
      }
      sequence++;
    }
    return new Page(parts, gap);
  }

  private Page readBackwardsNow(
      String topic, MessageId before, MessageId downTo, int messagesMax, int bytesMax)
      throws SQLException, NotSerializableException {
    Events.Range range = events.range(Topic.persistenceId(topic));
    if (range == null) {
      return Page.EMPTY;
    }
    List<Page.Part> parts = new ArrayList<>();
    long bytes = 0;
    int count = 0;
    long sequence = Math.min(range.last(), firstAfter(topic, range, before));
    while (sequence >= range.first() && bytes < bytesMax && count < messagesMax) {
      Batch batch = batch(topic, sequence, sequence);
      Page.Part part =
          Parts.backwards(batch, before, downTo, messagesMax - count, bytesMax - bytes);
      if (!part.entries().isEmpty()) {
        parts.add(part);
        bytes += Parts.bytes(part);
        count += part.entries().size();
      } else if (batch.count() > 0 && downTo.isAfter(batch.last())) {
        break;
      }
      sequence--;
    }
    return new Page(parts, null);
  }

  private Kept keptNow(String topic) throws SQLException, NotSerializableException {
    KeyWindow window = new KeyWindow();
    Events.Range range = events.range(Topic.persistenceId(topic));
    if (range == null) {
      return new Kept(1, 0, window);
    }
    List<Known> newestFirst = new ArrayList<>();
    long bytes = 0;
    long sequence = range.last();
    while (sequence >= range.first() && bytes < KeyWindow.BYTES_MAX && !enough(newestFirst)) {
      Batch batch = batch(topic, sequence, sequence);
      for (int i = batch.groups().size() - 1; i >= 0; i--) {
        Batch.Group group = batch.groups().get(i);
        newestFirst.add(new Known(group.key(), group.appended()));
      }
      bytes += batch.weight();
      sequence--;
    }
    for (int i = newestFirst.size() - 1; i >= 0; i--) {
      window.add(newestFirst.get(i).key(), newestFirst.get(i).appended());
    }
    return new Kept(range.first(), range.last(), window);
  }

  /** An append without its messages. */
  private record Known(AppendKey key, Appended appended) {}

  private static boolean enough(List<Known> newestFirst) {
    return newestFirst.size() >= KeyWindow.SIZE
        && KeyWindow.isOld(
            newestFirst.get(newestFirst.size() - 1).appended(),
            newestFirst.get(0).appended().first());
  }

  /** The number of the first event with anything after {@code id}; one past the last if none. */
  private long firstAfter(String topic, Events.Range range, MessageId id)
      throws SQLException, NotSerializableException {
    long low = range.first();
    long high = range.last() + 1;
    while (low < high) {
      long middle = low + (high - low) / 2;
      BatchCodec.Head head = head(topic, middle);
      if (head == null || !head.last().isAfter(id)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** What lies between the cursor and the event found for it: nothing, unless it was deleted. */
  private Page.@Nullable Gap gap(String topic, long sequence, MessageId after)
      throws SQLException, NotSerializableException {
    BatchCodec.Head head = sequence > 1 ? head(topic, sequence) : null;
    return head != null && head.previous().isAfter(after)
        ? new Page.Gap(after, head.previous())
        : null;
  }

  private BatchCodec.@Nullable Head head(String topic, long sequence)
      throws SQLException, NotSerializableException {
    Batch cached = cache.find(topic, sequence);
    if (cached != null) {
      return new BatchCodec.Head(cached.previous(), cached.last());
    }
    byte[] head =
        events.head(
            Topic.persistenceId(topic), sequence, TopicFormat.HEADER_BYTES + BatchCodec.HEAD_BYTES);
    return head == null ? null : BatchCodec.head(head, TopicFormat.HEADER_BYTES);
  }

  /** One batch, read together with those after it that are likely to be asked for next. */
  private Batch batch(String topic, long sequence, long last)
      throws SQLException, NotSerializableException {
    Batch cached = cache.find(topic, sequence);
    if (cached != null) {
      return cached;
    }
    for (Events.Stored stored :
        events.read(Topic.persistenceId(topic), sequence, last, BatchCache.READ_AHEAD_BYTES)) {
      Batch batch = format.batch(stored.payload());
      cache.put(topic, stored.sequence(), batch);
      if (stored.sequence() == sequence) {
        cached = batch;
      }
    }
    if (cached == null) {
      throw new DeletedException(topic, sequence);
    }
    return cached;
  }

  /** An event that was there a moment ago is not there any more. */
  private static final class DeletedException extends SQLException {
    private static final long serialVersionUID = 1;

    DeletedException(String topic, long sequence) {
      super("event " + sequence + " of topic " + topic + " is not there any more");
    }
  }

  private <T> CompletableFuture<T> inBackground(Callable<T> work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return work.call();
          } catch (Exception e) {
            LOG.warn("history cannot be read: {}", e.toString());
            throw new CompletionException(
                new UserError(
                    ErrorCode.UNAVAILABLE, "the store cannot be read now; ask again later"));
          }
        },
        blocking);
  }
}
