package dev.rollcall.lookup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * What the small file beside the segments of a generation says about them.
 *
 * @param id grows from one generation of a set to the next
 * @param fingerprint XXH3 of the source's bytes
 * @param count how many members there are
 * @param bytes the length of all segments together
 * @param partitions how many segments there are
 * @param routerSeed the set's, by which keys were dealt to partitions
 * @param seed the seed of the hash inside the segments
 * @param source the state of the source that was read
 * @param built when it was built
 */
record GenerationManifest(
    long id,
    long fingerprint,
    long count,
    long bytes,
    int partitions,
    long routerSeed,
    long seed,
    SourceIdentity source,
    Instant built) {
  static final String FILE = "generation";

  static GenerationManifest read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    CheckedText text = CheckedText.read(file);
    int partitions = (int) text.number("partitions");
    if (!PartitionRouter.valid(partitions)) {
      throw new DamageException(file, "impossible number of partitions");
    }
    return new GenerationManifest(
        text.number("id"),
        text.bits("fingerprint"),
        text.number("count"),
        text.number("bytes"),
        partitions,
        text.bits("router-seed"),
        text.bits("seed"),
        new SourceIdentity(
            text.number("source-bytes"),
            text.number("source-modified-nanos"),
            text.number("source-inode"),
            text.number("source-changed-nanos")),
        instant(file, text.text("built")));
  }

  void write(Path directory) throws IOException {
    CheckedText.empty(directory.resolve(FILE))
        .put("id", id)
        .putBits("fingerprint", fingerprint)
        .put("count", count)
        .put("bytes", bytes)
        .put("partitions", partitions)
        .putBits("router-seed", routerSeed)
        .putBits("seed", seed)
        .put("source-bytes", source.bytes())
        .put("source-modified-nanos", source.modifiedNanos())
        .put("source-inode", source.inode())
        .put("source-changed-nanos", source.changedNanos())
        .put("built", built.toString())
        .write();
  }

  private static Instant instant(Path file, String text) throws DamageException {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new DamageException(file, "built is not a time");
    }
  }
}
