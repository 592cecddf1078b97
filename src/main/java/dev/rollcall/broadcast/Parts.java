package dev.rollcall.broadcast;

import dev.rollcall.broadcast.Page.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts batches into the parts of a page. */
final class Parts {
  /** What an ID and a field's length weigh beside a message's own bytes. */
  private static final int ENTRY_BYTES = 32;

  private Parts() {}

  /**
   * The messages of {@code batch} after {@code cursor} up to and including {@code upTo} that are
   * not removed: at most so many, at least one, then about so many bytes; perhaps none.
   */
  static Page.Part between(
      Batch batch,
      MessageId cursor,
      MessageId upTo,
      int messagesMax,
      long bytesMax,
      Removed removed) {
    List<Entry> entries = batch.entries();
    int from = batch.countUpTo(cursor);
    int end = upTo.equals(MessageId.MAX) ? entries.size() : batch.countUpTo(upTo);
    if (removed.touches(batch.previous(), batch.last())) {
      List<Entry> left =
          entries.subList(from, Math.max(from, end)).stream()
              .filter(entry -> !removed.has(entry.id()))
              .toList();
      return new Page.Part(left.subList(0, fitting(left, messagesMax, bytesMax)), null);
    }
    int to = from + fitting(entries.subList(from, Math.max(from, end)), messagesMax, bytesMax);
    boolean all = from == 0 && to == entries.size();
    return new Page.Part(entries.subList(from, to), all ? batch : null);
  }

  /** How many of these are about so many bytes. */
  private static int fitting(List<Entry> entries, int messagesMax, long bytesMax) {
    int count = 0;
    long bytes = 0;
    while (count < entries.size() && count < messagesMax && (bytes < bytesMax || count == 0)) {
      bytes += weight(entries.get(count));
      count++;
    }
    return count;
  }

  /**
   * The messages of {@code batch} before {@code before}, all if that is null, down to {@code
   * downTo}, that are not removed, newest first.
   */
  static Page.Part backwards(
      Batch batch,
      @Nullable MessageId before,
      MessageId downTo,
      int messagesMax,
      long bytesMax,
      Removed removed) {
    List<Entry> newestFirst = new ArrayList<>();
    List<Entry> entries = batch.entries();
    long bytes = 0;
    for (int i = entries.size() - 1; i >= 0; i--) {
      Entry entry = entries.get(i);
      boolean enough = newestFirst.size() >= messagesMax || bytes >= bytesMax;
      if (enough || downTo.isAfter(entry.id())) {
        break;
      }
      if ((before == null || before.isAfter(entry.id())) && !removed.has(entry.id())) {
        newestFirst.add(entry);
        bytes += weight(entry);
      }
    }
    return new Page.Part(Collections.unmodifiableList(newestFirst), null);
  }

  /** About how much a part fills. */
  static long bytes(Page.Part part) {
    long bytes = 0;
    for (Entry entry : part.entries()) {
      bytes += weight(entry);
    }
    return bytes;
  }

  private static long weight(Entry entry) {
    return ENTRY_BYTES + (long) entry.message().bytes();
  }
}
