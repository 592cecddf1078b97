package dev.rollcall.broadcast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The latest batches of a topic, without a gap: everything after {@link #base} up to {@link #last},
 * but for what was removed meanwhile. Bounded in bytes and number. Immutable.
 */
final class Recent {
  /** What a follower may be behind and still be served from memory. */
  private static final long BYTES_MAX = 16 << 20;

  /** Bounds the copying that each new batch costs. */
  private static final int BATCHES_MAX = 1024;

  private static final Batch[] NONE = {};

  private final MessageId base;
  private final Batch[] batches;
  private final long bytes;

  /** What was removed since the first of the batches was added. */
  private final Removed removed;

  private Recent(MessageId base, Batch[] batches, long bytes, Removed removed) {
    this.base = base;
    this.batches = batches;
    this.bytes = bytes;
    this.removed = removed;
  }

  /** No batch, and all that comes next comes after {@code last}. */
  static Recent after(MessageId last) {
    return new Recent(last, NONE, 0, Removed.NOTHING);
  }

  /** With one more batch, and without the oldest where there are too many. */
  Recent with(Batch batch) {
    long sum = bytes + batch.weight();
    int dropped = 0;
    MessageId newBase = base;
    while (dropped < batches.length
        && (sum > BYTES_MAX || batches.length - dropped >= BATCHES_MAX)) {
      sum -= batches[dropped].weight();
      newBase = batches[dropped].last();
      dropped++;
    }
    Batch[] more = Arrays.copyOfRange(batches, dropped, batches.length + 1);
    more[more.length - 1] = batch;
    return new Recent(newBase, more, sum, removed(batch).onlyAfter(newBase));
  }

  private Removed removed(Batch batch) {
    Removed gone = removed;
    MessageId given = batch.previous();
    for (Batch.Altered altered : batch.changes()) {
      gone = altered.change().after(gone, given);
      given = altered.change().last(given);
    }
    return gone;
  }

  /** The ID before everything here. */
  MessageId base() {
    return base;
  }

  /** The ID given last. */
  MessageId last() {
    return batches.length == 0 ? base : batches[batches.length - 1].last();
  }

  /**
   * What comes after {@code cursor}, which must not be before {@link #base}; at least one message
   * if there is any.
   */
  Page after(MessageId cursor, int bytesMax) {
    List<Page.Part> parts = new ArrayList<>();
    Page.Gap gap = removed.upTo().isAfter(cursor) ? new Page.Gap(cursor, removed.upTo()) : null;
    long taken = 0;
    for (int i = firstAfter(cursor); i < batches.length && taken < bytesMax; i++) {
      Page.Part part =
          Parts.between(
              batches[i], cursor, MessageId.MAX, Integer.MAX_VALUE, bytesMax - taken, removed);
      if (!part.entries().isEmpty()) {
        parts.add(part);
        taken += Parts.bytes(part);
      }
    }
    return parts.isEmpty() && gap == null ? Page.EMPTY : new Page(parts, gap);
  }

  /**
   * When what comes first after {@code cursor} was said, in milliseconds; {@code cursor} must be
   * before {@link #last} and not before {@link #base}.
   */
  long millisAfter(MessageId cursor) {
    return batches[firstAfter(cursor)].millis();
  }

  /** The first batch with a message after {@code cursor}. */
  private int firstAfter(MessageId cursor) {
    int low = 0;
    int high = batches.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (batches[middle].last().isAfter(cursor)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
