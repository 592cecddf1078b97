package dev.rollcall.lookup;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/**
 * Makes the files of one generation out of a source, which is read once. First all threads deal its
 * lines to partitions, then each makes one segment after another. For one build; not thread-safe.
 */
final class GenerationBuilder {
  private static final SecureRandom SEEDS = new SecureRandom();
  private static final String SPILL = "spill";

  private final Path directory;
  private final SetShape shape;
  private final BuildLimits limits;
  private final LongConsumer progress;

  /**
   * @param directory where the files go, empty so far
   * @param progress is told how many bytes of the source were read so far
   */
  GenerationBuilder(Path directory, SetShape shape, BuildLimits limits, LongConsumer progress) {
    this.directory = directory;
    this.shape = shape;
    this.limits = limits;
    this.progress = progress;
  }

  void build(long id, Path source) throws IOException, SourceChangedException {
    SourceReader.check(source);
    SourceIdentity identity = SourceIdentity.settled(source);
    // Nobody may know the seed beforehand, or a list could be made whose buckets are all the same.
    SegmentPlan plan =
        SegmentPlan.of(shape.partitions(), SEEDS.nextLong(), identity.bytes(), limits);
    try (LineSpill spill = spill(plan, identity.bytes())) {
      long fingerprint = deal(source, identity, plan, spill);
      Totals totals = writeSegments(plan, spill, fingerprint);
      new GenerationManifest(
              id,
              fingerprint,
              totals.count.sum(),
              totals.bytes.sum(),
              shape.partitions(),
              shape.seed(),
              plan.seed(),
              identity,
              Instant.now())
          .write(directory);
    }
  }

  private LineSpill spill(SegmentPlan plan, long sourceBytes) throws IOException {
    return sourceBytes <= limits.spillBytes()
        ? LineSpill.inMemory(plan.parts())
        : LineSpill.toFile(
            directory.resolve(SPILL), plan.parts(), limits.threads(), limits.spillBytes());
  }

  /** Deals all lines to parts and returns the source's fingerprint. */
  private long deal(Path source, SourceIdentity identity, SegmentPlan plan, LineSpill spill)
      throws IOException, SourceChangedException {
    try (SourceReader reader = new SourceReader(source, identity.bytes(), progress)) {
      Workers.run(limits.threads(), () -> deal(reader, plan, spill.writer()));
      if (!reader.complete() || !SourceIdentity.of(source).equals(identity)) {
        throw new SourceChangedException(source);
      }
      return reader.fingerprint();
    }
  }

  private void deal(SourceReader reader, SegmentPlan plan, LineSpill.Writer writer)
      throws IOException {
    PartitionRouter router = new PartitionRouter(shape.partitions(), shape.seed());
    Hasher64 hasher = Hashing.xxh3_64(plan.seed());
    SourceReader.Block block = new SourceReader.Block();
    Lines lines = new Lines();
    while (reader.next(block)) {
      byte[] bytes = block.bytes();
      lines.reset(bytes, 0, block.end());
      while (lines.next()) {
        int start = lines.start();
        int length = lines.length();
        if (length > Lines.BYTES_MAX) {
          throw reader.tooLong(block.offset() + start);
        }
        int slice =
            plan.slices() == 1
                ? 0
                : plan.slice(hasher.hashBytesToLong(bytes, start, length) >>> Integer.SIZE);
        writer.add(plan.part(router.partition(bytes, start, length), slice), bytes, start, length);
      }
    }
  }

  private Totals writeSegments(SegmentPlan plan, LineSpill spill, long fingerprint)
      throws IOException {
    Totals totals = new Totals();
    AtomicInteger next = new AtomicInteger();
    Workers.run(
        Math.min(limits.threads(), plan.partitions()),
        () -> {
          SegmentBuilder builder = new SegmentBuilder(directory, plan, spill, fingerprint, limits);
          int partition = next.getAndIncrement();
          while (partition < plan.partitions()) {
            SegmentHeader written = builder.build(partition);
            totals.count.add(written.count());
            totals.bytes.add(written.fileBytes());
            partition = next.getAndIncrement();
          }
        });
    return totals;
  }

  /** What all segments have together. */
  private static final class Totals {
    private final LongAdder count = new LongAdder();
    private final LongAdder bytes = new LongAdder();
  }
}
