package dev.rollcall.lookup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntryTableTest {
  private static final long PLENTY = 1 << 20;

  @TempDir Path directory;

  private final EntryTable small = new EntryTable(4_000);

  @Test
  void linesOfTheSameHashAreStillDifferentLines() throws IOException {
    EntryTable table = new EntryTable(PLENTY);
    table.clear(0, EntryTable.ALL, 1_000, 100);
    for (String line : new String[] {"a", "b", "a", "ab", "b"}) {
      add(table, 42, line);
    }
    assertThat(table.count()).isEqualTo(3);
    Segment segment = write(table);
    for (String line : new String[] {"a", "b", "ab"}) {
      assertThat(segment.contains(42, line.getBytes(ISO_8859_1), 0, line.length())).isTrue();
    }
    assertThat(segment.contains(42, new byte[] {'c'}, 0, 1)).isFalse();
    segment.unmap();
  }

  @Test
  void whatLiesOutsideTheRangeIsLeftAlone() {
    EntryTable table = new EntryTable(PLENTY);
    table.clear(10, 20, 1_000, 100);
    add(table, 9L << 32, "before");
    add(table, 10L << 32, "first");
    add(table, (20L << 32) - 1, "last");
    add(table, 20L << 32, "behind");
    assertThat(table.count()).isEqualTo(2);
  }

  @Test
  void aRangeTooLargeIsCutAndComesBackInPieces() {
    // At equal distances, so that some of them lie right where a range is cut.
    long[] hashes = LongStream.range(0, 4096).map(i -> i << 52).toArray();
    long from = 0;
    int pieces = 0;
    int count = 0;
    while (from < EntryTable.ALL) {
      small.clear(from, EntryTable.ALL, 1 << 20, hashes.length);
      for (long hash : hashes) {
        add(small, hash, Long.toHexString(hash));
      }
      assertThat(small.to()).isGreaterThan(from);
      from = small.to();
      count += small.count();
      pieces++;
    }
    assertThat(count).isEqualTo(hashes.length);
    assertThat(pieces).isGreaterThan(10);
  }

  @Test
  void oneLineLongerThanAllTheRoomFindsRoom() {
    String longLine = "x".repeat(50_000);
    small.clear(7, 8, 1 << 20, 1_000);
    for (int i = 0; i < 500; i++) {
      add(small, (7L << 32) + i, longLine + i % 400);
    }
    assertThat(small.to()).isEqualTo(8);
    assertThat(small.count()).isEqualTo(500);
  }

  @Test
  void anArrayMadeForManyServesFewAndManyAgain() {
    for (int count : new int[] {50, 3, 70, 0, 70}) {
      small.clear(0, EntryTable.ALL, count * 4L, count);
      for (int i = 0; i < count; i++) {
        add(small, (long) i << 40, Integer.toString(i));
        add(small, (long) i << 40, Integer.toString(i));
      }
      if (small.to() == EntryTable.ALL) {
        assertThat(small.count()).isEqualTo(count);
      }
    }
  }

  private static void add(EntryTable table, long hash, String line) {
    table.add(hash, line.getBytes(ISO_8859_1), 0, line.length());
  }

  private Segment write(EntryTable table) throws IOException {
    Path file = directory.resolve("segment");
    SegmentHeader plan = new SegmentHeader(1, 0, SegmentHeader.VARYING, 0, 0, 0, 1, 0, 0);
    try (SegmentWriter writer = new SegmentWriter(file, plan, SegmentHeader.FILE_BYTES_MAX)) {
      table.writeTo(writer);
      writer.finish();
    }
    return Segment.open(file);
  }
}
