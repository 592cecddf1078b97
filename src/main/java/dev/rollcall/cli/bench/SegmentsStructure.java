package dev.rollcall.cli.bench;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.lookup.Generation;
import dev.rollcall.lookup.GenerationStore;
import dev.rollcall.lookup.SourceChangedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** What the server itself answers from: a set's segments, mapped into memory. */
final class SegmentsStructure implements Structure {
  /** The limits that a build sets itself, and room for the rest of the program. */
  static final long HEAP_BYTES = 256L << 20;

  /** What {@code rollcall.sets.NAME.partitions} is where nobody sets it. */
  private static final int PARTITIONS = 64;

  private final Generation generation;

  private SegmentsStructure(Generation generation) {
    this.generation = generation;
    if (!generation.tryAcquire()) {
      throw new IllegalStateException("a new generation was retired");
    }
  }

  static Structure load(KnownList list, Path directory, LongConsumer progress) throws IOException {
    try {
      long bytesPerLine = list.bytes() / list.lines();
      return new SegmentsStructure(
          GenerationStore.open(directory.resolve("set"), "bench", PARTITIONS)
              .build(list.file(), bytes -> progress.accept(bytes / bytesPerLine)));
    } catch (SourceChangedException e) {
      throw new IOException(list.file() + " was changed by somebody else", e);
    }
  }

  @Override
  public long contains(ByteSlices keys) {
    return generation.contains(keys)[0];
  }

  @Override
  public long fileBytes() {
    return generation.bytes();
  }

  @Override
  public void close() {
    generation.release();
    generation.retire(true);
  }
}
