package dev.rollcall.broadcast;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A topic's latest batches by number, for a {@link Fanout} that has missed some. */
final class Tail {
  /** What was lost on the way is a message or two; whoever lacks more reads history. */
  private static final long BYTES_MAX = 4 << 20;

  private static final int BATCHES_MAX = 256;

  private final ArrayDeque<Batch> batches = new ArrayDeque<>();
  private long bytes;

  void add(Batch batch) {
    batches.add(batch);
    bytes += batch.weight();
    while (batches.size() > BATCHES_MAX || (bytes > BYTES_MAX && batches.size() > 1)) {
      bytes -= batches.remove().weight();
    }
  }

  /** The batches from this number on, where the latest has number {@code last}; null if too old. */
  @Nullable List<Batch> from(long sequence, long last) {
    long missing = last + 1 - sequence;
    if (missing < 0 || missing > batches.size()) {
      return null;
    }
    return batches.stream().skip(batches.size() - missing).toList();
  }
}
