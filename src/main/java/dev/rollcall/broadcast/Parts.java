package dev.rollcall.broadcast;

import dev.rollcall.broadcast.Page.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Cuts batches into the parts of a page. */
final class Parts {
  /** What an ID and a field's length weigh beside a message's own bytes. */
  private static final int ENTRY_BYTES = 32;

  private Parts() {}

  /** The messages of {@code batch} after {@code cursor}: at least one, then about so many bytes. */
  static Page.Part after(Batch batch, MessageId cursor, long bytesMax) {
    return between(batch, cursor, MessageId.MAX, Integer.MAX_VALUE, bytesMax);
  }

  /** As {@link #after}, up to and including {@code upTo}, at most so many; perhaps none. */
  static Page.Part between(
      Batch batch, MessageId cursor, MessageId upTo, int messagesMax, long bytesMax) {
    List<Entry> entries = batch.entries();
    int from = batch.countUpTo(cursor);
    int end = upTo.equals(MessageId.MAX) ? entries.size() : batch.countUpTo(upTo);
    int to = from;
    long bytes = 0;
    while (to < end && to - from < messagesMax && (bytes < bytesMax || to == from)) {
      bytes += weight(entries.get(to));
      to++;
    }
    boolean all = from == 0 && to == entries.size();
    return new Page.Part(entries.subList(from, Math.max(from, to)), all ? batch : null);
  }

  /** The messages of {@code batch} before {@code before}, down to {@code downTo}, newest first. */
  static Page.Part backwards(
      Batch batch, MessageId before, MessageId downTo, int messagesMax, long bytesMax) {
    List<Entry> newestFirst = new ArrayList<>();
    List<Entry> entries = batch.entries();
    long bytes = 0;
    for (int i = entries.size() - 1; i >= 0; i--) {
      Entry entry = entries.get(i);
      boolean enough = newestFirst.size() >= messagesMax || bytes >= bytesMax;
      if (enough || downTo.isAfter(entry.id())) {
        break;
      }
      if (before.isAfter(entry.id())) {
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
