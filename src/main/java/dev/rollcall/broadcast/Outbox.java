package dev.rollcall.broadcast;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What was published on this node and is on its way to another one. A node that takes it slower
 * than it is published loses what comes beyond {@value #BYTES_MAX} bytes, as one of its subscribers
 * would. Thread-safe.
 */
final class Outbox {
  static final long BYTES_MAX = 8L << 20;

  /** What may be on the way at once: a node's transport throws away what it has no room for. */
  static final long UNDERWAY_BYTES_MAX = 2L << 20;

  /** What goes in one message between nodes, if it is not a single publication. */
  private static final long BATCH_BYTES = 256 << 10;

  /** What a publication takes beside its bytes, about. */
  private static final int OVERHEAD_BYTES = 64;

  /** Something published; its arrays are not written to. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Publication(byte[] channel, byte[] message) {
    long bytes() {
      return (long) OVERHEAD_BYTES + channel.length + message.length;
    }
  }

  private final ArrayDeque<Publication> waiting = new ArrayDeque<>();
  private long bytes;
  private long sent;
  private long taken;
  private long lost;
  private final Runnable wake;

  /**
   * @param wake run when there is something to {@link #next} after there was nothing
   */
  Outbox(Runnable wake) {
    this.wake = wake;
  }

  /** Adds a publication; gives whether there was room for it. */
  boolean offer(Publication publication) {
    boolean first;
    synchronized (this) {
      if (bytes + publication.bytes() > BYTES_MAX) {
        lost++;
        return false;
      }
      first = waiting.isEmpty();
      waiting.add(publication);
      bytes += publication.bytes();
    }
    if (first) {
      wake.run();
    }
    return true;
  }

  /** What is to be sent next; nothing where there is nothing or enough is on its way. */
  synchronized List<Publication> next() {
    List<Publication> batch = new ArrayList<>();
    long length = 0;
    while (!waiting.isEmpty() && length < BATCH_BYTES && sent - taken < UNDERWAY_BYTES_MAX) {
      Publication publication = waiting.remove();
      batch.add(publication);
      length += publication.bytes();
      sent += publication.bytes();
    }
    bytes -= length;
    return batch;
  }

  /** How many bytes were given by {@link #next} so far. */
  synchronized long sent() {
    return sent;
  }

  /** So many of those have come, or are lost. */
  synchronized void taken(long sent) {
    // More than was sent is what the other node remembers of the time before it was away.
    if (sent <= this.sent) {
      taken = Math.max(taken, sent);
    }
  }

  /** How many there was no room for since it was asked last. */
  synchronized long takeLost() {
    long before = lost;
    lost = 0;
    return before;
  }
}
