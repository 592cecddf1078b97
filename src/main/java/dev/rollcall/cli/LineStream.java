package dev.rollcall.cli;

import dev.rollcall.base.ByteSlices;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The lines of a stream one by one, each as soon as it is there. Not thread-safe. */
final class LineStream {
  private final LineBatches batches;
  private @Nullable ByteSlices batch;
  private int next;

  LineStream(InputStream in) {
    this.batches = new LineBatches(in);
  }

  /** The next line without its end; null at the end of the stream. */
  byte @Nullable [] next() throws IOException {
    if (batch == null || next == batch.count()) {
      batch = batches.next();
      next = 0;
    }
    return batch == null ? null : batch.copy(next++);
  }
}
