package dev.rollcall.lookup;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;

/** Makes the files of one generation out of a source. For one build; not thread-safe. */
final class GenerationBuilder {
  private final Path directory;
  private final SetShape shape;
  private final BuildLimits limits;
  private final LongConsumer progress;

  GenerationBuilder(Path directory, SetShape shape, BuildLimits limits, LongConsumer progress) {
    this.directory = directory;
    this.shape = shape;
    this.limits = limits;
    this.progress = progress;
  }

  void build(long id, Path source) throws IOException, SourceChangedException {
    SourceIdentity before = SourceIdentity.settled(source);
    PartitionRouter router = new PartitionRouter(shape.partitions(), shape.seed());
    List<Set<ByteBuffer>> members = new ArrayList<>();
    for (int i = 0; i < shape.partitions(); i++) {
      members.add(new LinkedHashSet<>());
    }
    long fingerprint;
    try (SourceReader reader = new SourceReader(source, progress)) {
      SourceReader.Block block = new SourceReader.Block();
      Lines lines = new Lines();
      while (reader.next(block)) {
        lines.reset(block.bytes(), 0, block.end());
        while (lines.next()) {
          if (lines.length() > Lines.BYTES_MAX) {
            throw reader.tooLong(block.offset() + lines.start());
          }
          byte[] line =
              Arrays.copyOfRange(block.bytes(), lines.start(), lines.start() + lines.length());
          members.get(router.partition(line, 0, line.length)).add(ByteBuffer.wrap(line));
        }
      }
      fingerprint = reader.fingerprint();
    }
    if (!SourceIdentity.of(source).equals(before)) {
      throw new SourceChangedException(source);
    }
    long seed = ThreadLocalRandom.current().nextLong();
    Hasher64 hasher = Hashing.xxh3_64(seed);
    long bytes = 0;
    long count = 0;
    for (int i = 0; i < shape.partitions(); i++) {
      List<byte[]> entries = members.get(i).stream().map(ByteBuffer::array).toList();
      SegmentHeader plan =
          new SegmentHeader(
              shape.partitions(),
              i,
              SegmentHeader.VARYING,
              seed,
              fingerprint,
              0,
              entries.size() / 6 + 1,
              0,
              0);
      try (SegmentWriter writer =
          new SegmentWriter(
              directory.resolve(Generation.segmentFile(i)), plan, limits.segmentBytes())) {
        for (byte[] entry :
            entries.stream()
                .sorted(Comparator.comparingLong(e -> hasher.hashBytesToLong(e) >>> Integer.SIZE))
                .toList()) {
          writer.add(hasher.hashBytesToLong(entry), entry, 0, entry.length);
        }
        SegmentHeader header = writer.finish();
        bytes += header.fileBytes();
        count += header.count();
      }
    }
    new GenerationManifest(
            id,
            fingerprint,
            count,
            bytes,
            shape.partitions(),
            shape.seed(),
            seed,
            before,
            Instant.now())
        .write(directory);
  }
}
