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
 * Reads topics out of the store, from any ID in either direction, and leaves out what is removed.
 * An ID is found by a binary search over the events' numbers that reads only the first bytes of
 * each. Thread-safe.
 */
final class History {
  private static final Logger LOG = LoggerFactory.getLogger(History.class);

  /** How far {@link #reach} looks ahead, and how much it reads at a time. */
  private static final int NEXT_MAX = 1_000;

  private static final int PAGE_MESSAGES = 4_000;
  private static final int PAGE_BYTES = 1 << 20;

  private final Events events;
  private final TopicFormat format;
  private final BatchCache cache = new BatchCache();
  private final Executor blocking;

  History(Events events, TopicFormat format, Executor blocking) {
    this.events = events;
    this.format = format;
    this.blocking = blocking;
  }

  /** As {@link Topics#read}, but for what is removed. */
  CompletableFuture<Page> read(
      String topic,
      MessageId after,
      MessageId upTo,
      int messagesMax,
      int bytesMax,
      Removed removed) {
    return inBackground(
        () -> {
          try {
            return readNow(topic, after, upTo, messagesMax, bytesMax, removed);
          } catch (DeletedException e) {
            // Retention was at work meanwhile; what is left now begins later.
            return readNow(topic, after, upTo, messagesMax, bytesMax, removed);
          }
        });
  }

  /** As {@link Topics#readBackwards}, but for what is removed. */
  CompletableFuture<Page> readBackwards(
      String topic,
      @Nullable MessageId before,
      MessageId downTo,
      int messagesMax,
      int bytesMax,
      Removed removed) {
    return inBackground(
        () -> readBackwardsNow(topic, before, downTo, messagesMax, bytesMax, removed));
  }

  /**
   * A message, and what came before it.
   *
   * @param previous the ID given last before it
   */
  record Found(MessageId previous, Page.Entry entry) {}

  /** The messages with these IDs, which are sorted, as far as they are stored and not removed. */
  CompletableFuture<List<Found>> find(String topic, List<MessageId> sorted, Removed removed) {
    return inBackground(
        () -> {
          try {
            return findNow(topic, sorted, removed);
          } catch (DeletedException e) {
            return findNow(topic, sorted, removed);
          }
        });
  }

  /** A message's ID and length. */
  record Live(MessageId id, int bytes) {}

  /**
   * Messages counted in their order.
   *
   * @param last the ID of the last one that was counted; null if none was
   * @param amount those that were counted
   * @param next some of those that come after them
   */
  record Reached(@Nullable MessageId last, Amount amount, List<Live> next) {}

  /** Counts messages after {@code after} up to {@code upTo}, no more than {@code most}. */
  CompletableFuture<Reached> reach(
      String topic, MessageId after, MessageId upTo, long most, Removed removed) {
    return inBackground(
        () -> {
          try {
            return reachNow(topic, after, upTo, most, removed);
          } catch (DeletedException e) {
            return reachNow(topic, after, upTo, most, removed);
          }
        });
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

  private Page readNow(
      String topic, MessageId after, MessageId upTo, int messagesMax, int bytesMax, Removed removed)
      throws SQLException, NotSerializableException {
    Events.Range range = events.range(Topic.persistenceId(topic));
    if (range == null) {
      return Page.EMPTY;
    }
    List<Page.Part> parts = new ArrayList<>();
    long bytes = 0;
    int count = 0;
    long sequence = firstAfter(topic, range, after);
    Page.Gap gap = gap(topic, range, sequence, after, removed);
    MessageId from = gap == null ? after : gap.to();
    if (from.isAfter(after)) {
      sequence = firstAfter(topic, range, from);
    }
    while (sequence <= range.last() && bytes < bytesMax && count < messagesMax) {
      Batch batch = batch(topic, sequence, range.last());
      if (!upTo.isAfter(batch.previous())) {
        break;
      }
      Page.Part part =
          Parts.between(batch, from, upTo, messagesMax - count, bytesMax - bytes, removed);
      if (!part.entries().isEmpty()) {
        parts.add(part);
        bytes += Parts.bytes(part);
        count += part.entries().size();
      }
      MessageId passed = removed.skip(batch.last());
      sequence =
          part.entries().isEmpty() && passed.isAfter(batch.last())
              ? firstAfter(topic, range, passed)
              : sequence + 1;
    }
    return new Page(parts, gap);
  }

  private Page readBackwardsNow(
      String topic,
      @Nullable MessageId before,
      MessageId downTo,
      int messagesMax,
      int bytesMax,
      Removed removed)
      throws SQLException, NotSerializableException {
    Events.Range range = events.range(Topic.persistenceId(topic));
    if (range == null) {
      return Page.EMPTY;
    }
    List<Page.Part> parts = new ArrayList<>();
    long bytes = 0;
    int count = 0;
    long sequence =
        before == null ? range.last() : Math.min(range.last(), firstAfter(topic, range, before));
    while (sequence >= range.first() && bytes < bytesMax && count < messagesMax) {
      Batch batch = batch(topic, sequence, sequence);
      Page.Part part =
          Parts.backwards(batch, before, downTo, messagesMax - count, bytesMax - bytes, removed);
      if (!part.entries().isEmpty()) {
        parts.add(part);
        bytes += Parts.bytes(part);
        count += part.entries().size();
      } else if (downTo.isAfter(batch.last()) || !batch.last().isAfter(removed.upTo())) {
        break;
      }
      MessageId begin = removed.begin(batch.previous());
      sequence =
          part.entries().isEmpty() && batch.previous().isAfter(begin)
              ? Math.min(sequence - 1, firstAfter(topic, range, begin))
              : sequence - 1;
    }
    return new Page(parts, null);
  }

  private Reached reachNow(
      String topic, MessageId after, MessageId upTo, long most, Removed removed)
      throws SQLException, NotSerializableException {
    MessageId cursor = after;
    MessageId last = null;
    Amount amount = Amount.NOTHING;
    List<Live> next = new ArrayList<>();
    while (next.size() < NEXT_MAX) {
      Page page = readNow(topic, cursor, MessageId.MAX, PAGE_MESSAGES, PAGE_BYTES, removed);
      if (page.count() == 0) {
        break;
      }
      for (Page.Entry entry : page.entries()) {
        int bytes = entry.message().bytes();
        if (amount.count() < most && !entry.id().isAfter(upTo)) {
          amount = amount.plus(new Amount(1, bytes));
          last = entry.id();
        } else {
          next.add(new Live(entry.id(), bytes));
        }
      }
      cursor = page.last();
    }
    return new Reached(last, amount, next);
  }

  private List<Found> findNow(String topic, List<MessageId> sorted, Removed removed)
      throws SQLException, NotSerializableException {
    Events.Range range = events.range(Topic.persistenceId(topic));
    List<Found> found = new ArrayList<>();
    long sequence = range == null ? 0 : range.first();
    Batch batch = null;
    for (MessageId id : sorted) {
      if (range == null || removed.has(id)) {
        continue;
      }
      if (batch == null || id.isAfter(batch.last())) {
        sequence = firstAfterOrAt(topic, range, sequence, id);
        batch = sequence > range.last() ? null : batch(topic, sequence, range.last());
      }
      Found one = batch == null ? null : find(batch, id);
      if (one != null) {
        found.add(one);
      }
    }
    return found;
  }

  private static @Nullable Found find(Batch batch, MessageId id) {
    int index = batch.countUpTo(id) - 1;
    if (index < 0 || !batch.entries().get(index).id().equals(id)) {
      return null;
    }
    MessageId previous = index == 0 ? batch.beforeAppends() : batch.entries().get(index - 1).id();
    return new Found(previous, batch.entries().get(index));
  }

  private Kept keptNow(String topic) throws SQLException, NotSerializableException {
    KeyWindow window = new KeyWindow();
    Events.Range range = events.range(Topic.persistenceId(topic));
    if (range == null) {
      return new Kept(1, 0, window);
    }
    List<KeyWindow.Known> newestFirst = new ArrayList<>();
    long bytes = 0;
    long sequence = range.last();
    while (sequence >= range.first() && bytes < KeyWindow.BYTES_MAX && !enough(newestFirst)) {
      Batch batch = batch(topic, sequence, sequence);
      List<KeyWindow.Known> known = KeyWindow.known(batch);
      for (int i = known.size() - 1; i >= 0; i--) {
        newestFirst.add(known.get(i));
      }
      bytes += batch.weight();
      sequence--;
    }
    for (int i = newestFirst.size() - 1; i >= 0; i--) {
      window.add(newestFirst.get(i));
    }
    return new Kept(range.first(), range.last(), window);
  }

  private static boolean enough(List<KeyWindow.Known> newestFirst) {
    return newestFirst.size() >= KeyWindow.SIZE
        && KeyWindow.isOld(newestFirst.get(newestFirst.size() - 1), newestFirst.get(0));
  }

  /** The number of the first event with anything after {@code id}; one past the last if none. */
  private long firstAfter(String topic, Events.Range range, MessageId id)
      throws SQLException, NotSerializableException {
    return firstAfter(topic, range.first(), range.last() + 1, id);
  }

  private long firstAfter(String topic, long from, long end, MessageId id)
      throws SQLException, NotSerializableException {
    long low = from;
    long high = end;
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

  /**
   * The number of the event that {@code id} belongs to, none before {@code from}. Goes from there
   * in steps that double, for what is looked up together lies together.
   */
  private long firstAfterOrAt(String topic, Events.Range range, long from, MessageId id)
      throws SQLException, NotSerializableException {
    MessageId before = id.minusOne();
    long low = from;
    long step = 1;
    while (low + step <= range.last()) {
      BatchCodec.Head head = head(topic, low + step - 1);
      if (head != null && head.last().isAfter(before)) {
        return firstAfter(topic, low, low + step, before);
      }
      low += step;
      step *= 2;
    }
    return firstAfter(topic, low, range.last() + 1, before);
  }

  /** What lies between the cursor and what is left after it: nothing, unless it was taken away. */
  private Page.@Nullable Gap gap(
      String topic, Events.Range range, long sequence, MessageId after, Removed removed)
      throws SQLException, NotSerializableException {
    BatchCodec.Head head = sequence > 1 && sequence <= range.last() ? head(topic, sequence) : null;
    MessageId gone = removed.upTo();
    if (head != null && head.previous().isAfter(gone)) {
      gone = head.previous();
    }
    return gone.isAfter(after) ? new Page.Gap(after, gone) : null;
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
