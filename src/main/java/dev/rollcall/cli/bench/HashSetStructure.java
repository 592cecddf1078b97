package dev.rollcall.cli.bench;

import dev.rollcall.base.ByteSlices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongConsumer;

/** A {@link HashSet} of strings; making the string of a key is part of the lookup. */
final class HashSetStructure implements Structure {
  /** String, array header, node and up to two slots of a table, with pointers of four bytes. */
  private static final long BYTES_PER_LINE = 24 + 24 + 32 + 8;

  private static final double LOAD_FACTOR = 0.75;

  private final Set<String> lines;

  private HashSetStructure(Set<String> lines) {
    this.lines = lines;
  }

  static long heapBytes(KnownList list) {
    return list.bytes() + list.lines() * BYTES_PER_LINE;
  }

  static Structure load(KnownList list, Path directory, LongConsumer progress) throws IOException {
    Set<String> lines = new HashSet<>((int) Math.ceil(list.lines() / LOAD_FACTOR));
    list.read(
        batch -> {
          for (int i = 0; i < batch.count(); i++) {
            lines.add(string(batch, i));
          }
          progress.accept(lines.size());
        });
    return new HashSetStructure(lines);
  }

  @Override
  public long contains(ByteSlices keys) {
    long answers = 0;
    for (int i = 0; i < keys.count(); i++) {
      if (lines.contains(string(keys, i))) {
        answers |= 1L << i;
      }
    }
    return answers;
  }

  @Override
  public long fileBytes() {
    return 0;
  }

  /** One character a byte, so that every line has a string of its own and none takes two bytes. */
  private static String string(ByteSlices lines, int index) {
    return new String(
        lines.bytes(), lines.start(index), lines.length(index), StandardCharsets.ISO_8859_1);
  }
}
