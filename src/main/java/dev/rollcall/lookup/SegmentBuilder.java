package dev.rollcall.lookup;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes segments out of spilled lines, one at a time and in bounded memory. Each thread has its
 * own; not thread-safe.
 */
final class SegmentBuilder {
  /**
   * Fewer entries in a bucket are found sooner, but cost more bytes of directory. These numbers
   * keep what an entry takes above its own bytes, a length of one byte included, below two and a
   * half.
   */
  private static final int FIXED_ENTRIES_A_BUCKET = 4;

  private static final int VARYING_ENTRIES_A_BUCKET = 6;

  private final Path directory;
  private final SegmentPlan plan;
  private final LineSpill spill;
  private final long fingerprint;
  private final long fileBytesMax;
  private final Hasher64 hasher;
  private final EntryTable table;

  SegmentBuilder(
      Path directory, SegmentPlan plan, LineSpill spill, long fingerprint, BuildLimits limits) {
    this.directory = directory;
    this.plan = plan;
    this.spill = spill;
    this.fingerprint = fingerprint;
    this.fileBytesMax = limits.segmentBytes();
    this.hasher = Hashing.xxh3_64(plan.seed());
    this.table = new EntryTable(limits.tableBytes());
  }

  /** Writes the segment of a partition. */
  SegmentHeader build(int partition) throws IOException {
    long lines = 0;
    for (int slice = 0; slice < plan.slices(); slice++) {
      lines += spill.count(plan.part(partition, slice));
    }
    int length = spill.commonLength(plan.part(partition, 0), plan.slices());
    SegmentHeader written = write(partition, length, lines);
    int wanted = buckets(length, written.count());
    // Duplicates are known only afterwards where the lines did not fit into the table at once.
    return wanted < written.buckets() - written.buckets() / 4
        ? write(partition, length, written.count())
        : written;
  }

  private SegmentHeader write(int partition, int length, long countExpected) throws IOException {
    load(partition, 0, 0);
    boolean allThere = table.to() == EntryTable.ALL;
    int buckets = buckets(length, allThere ? table.count() : countExpected);
    Path file = directory.resolve(Generation.segmentFile(partition));
    try (SegmentWriter writer =
        new SegmentWriter(file, header(partition, length, buckets), fileBytesMax)) {
      table.writeTo(writer);
      while (table.to() < EntryTable.ALL) {
        long from = table.to();
        load(partition, plan.slice(from), from);
        table.writeTo(writer);
      }
      return writer.finish();
    }
  }

  /** Fills the table with what lies in a slice from this place of the hash on. */
  private void load(int partition, int slice, long from) throws IOException {
    int part = plan.part(partition, slice);
    table.clear(from, plan.sliceEnd(slice), spill.bytes(part), spill.count(part));
    spill.read(
        part,
        (chunk, end) -> {
          int at = 0;
          while (at < end) {
            int length = EntryLength.get(chunk, at);
            at += EntryLength.bytes(length);
            table.add(hasher.hashBytesToLong(chunk, at, length), chunk, at, length);
            at += length;
          }
        });
  }

  private SegmentHeader header(int partition, int length, int buckets) {
    return new SegmentHeader(
        plan.partitions(), partition, length, plan.seed(), fingerprint, 0, buckets, 0, 0);
  }

  private static int buckets(int length, long count) {
    int entries =
        length == SegmentHeader.VARYING ? VARYING_ENTRIES_A_BUCKET : FIXED_ENTRIES_A_BUCKET;
    return (int) Math.min(SegmentHeader.BUCKETS_MAX, count / entries + 1);
  }
}
