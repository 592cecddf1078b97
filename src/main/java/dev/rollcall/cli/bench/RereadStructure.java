package dev.rollcall.cli.bench;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.lookup.Answers;
import dev.rollcall.lookup.SourceScan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * The list's file, read from start to end for each question: what {@code reread-on-query = on} does
 * where the file was changed a moment ago.
 */
final class RereadStructure implements Structure {
  /** Blocks of the file. */
  static final long HEAP_BYTES = 16L << 20;

  private final KnownList list;

  private RereadStructure(KnownList list) {
    this.list = list;
  }

  static Structure load(KnownList list, Path directory, LongConsumer progress) {
    return new RereadStructure(list);
  }

  @Override
  public long contains(ByteSlices keys) throws IOException {
    Answers answers = SourceScan.scan(list.file(), keys);
    long bits = 0;
    for (int i = 0; i < keys.count(); i++) {
      if (answers.contains(i)) {
        bits |= 1L << i;
      }
    }
    return bits;
  }

  @Override
  public long fileBytes() {
    return list.fileBytes();
  }
}
