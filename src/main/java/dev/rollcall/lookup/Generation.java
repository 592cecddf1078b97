package dev.rollcall.lookup;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.rollcall.base.ByteSlices;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All members of a set as one state of its source had them: one open segment a partition, made by
 * one build. Immutable and thread-safe, but to be asked only between {@link #tryAcquire} and {@link
 * #release}: see {@link ReaderCount}.
 */
public final class Generation {
  private static final Logger LOG = LoggerFactory.getLogger(Generation.class);

  /** Up to this size entries are verified at open, too: it takes but a moment. */
  static final long VERIFIED_AT_OPEN_BYTES_MAX = 256L * 1024 * 1024;

  private final Path directory;
  private final GenerationManifest manifest;
  private final PartitionRouter router;
  private final Hasher64 hasher;
  private final Segment[] segments;
  private final ReaderCount readers = new ReaderCount(this::close);
  private volatile boolean verified;
  private volatile boolean deleteWhenClosed;

  private Generation(Path directory, GenerationManifest manifest, Segment[] segments) {
    this.directory = directory;
    this.manifest = manifest;
    this.router = new PartitionRouter(manifest.partitions(), manifest.routerSeed());
    this.hasher = Hashing.xxh3_64(manifest.seed());
    this.segments = segments;
  }

  /**
   * Opens the generation in a directory. Headers and directories of all segments are verified, and
   * the entries too where they are few; otherwise {@link #verify} is left to the caller.
   *
   * @throws DamageException if anything is missing or not as it was written
   */
  public static Generation open(Path directory) throws IOException {
    GenerationManifest manifest = GenerationManifest.read(directory);
    List<Segment> segments = new ArrayList<>();
    try {
      for (int i = 0; i < manifest.partitions(); i++) {
        segments.add(openSegment(directory, manifest, i));
      }
      Generation generation = new Generation(directory, manifest, segments.toArray(new Segment[0]));
      generation.checkSums();
      if (generation.bytes() <= VERIFIED_AT_OPEN_BYTES_MAX) {
        generation.verify();
      }
      return generation;
    } catch (IOException | RuntimeException e) {
      segments.forEach(Segment::unmap);
      throw e;
    }
  }

  /** A generation without members, of a set that has no file and one partition; never retired. */
  static Generation empty() {
    GenerationManifest manifest =
        new GenerationManifest(0, 0, 0, 0, 1, 0, 0, new SourceIdentity(0, 0, 0, 0), Instant.EPOCH);
    return new Generation(Path.of(""), manifest, new Segment[0]);
  }

  /** The name of a partition's file. */
  static String segmentFile(int partition) {
    return String.format("%04d.segment", partition);
  }

  /** Grows from one generation of a set to the next, on this node. */
  public long id() {
    return manifest.id();
  }

  /** XXH3 of the source's bytes: equal content has equal fingerprints on every node. */
  public long fingerprint() {
    return manifest.fingerprint();
  }

  /** How many members there are, duplicates counted once. */
  public long count() {
    return manifest.count();
  }

  /** How many members one partition has. */
  long count(int partition) {
    return segments.length == 0 ? 0 : segments[partition].header().count();
  }

  /** The members of one partition; null where there is no file. Only for readers. */
  @Nullable Segment segment(int partition) {
    return segments.length == 0 ? null : segments[partition];
  }

  /**
   * Tells in which order the entries of segments are: equal only where content and seed of the
   * build are, but for one case in 2^64.
   */
  long layout() {
    return Hashing.xxh3_64(manifest.fingerprint()).hashLongToLong(manifest.seed());
  }

  public int partitions() {
    return manifest.partitions();
  }

  /** The state of the source that was read. */
  public SourceIdentity source() {
    return manifest.source();
  }

  /** When it was built. */
  public Instant built() {
    return manifest.built();
  }

  /** The length of all segment files. */
  public long bytes() {
    return manifest.bytes();
  }

  public Path directory() {
    return directory;
  }

  /** Deals keys to the partitions of this generation and of all others of its set. */
  public PartitionRouter router() {
    return router;
  }

  /** Whether all bytes of all segments are known to be as they were written. */
  public boolean verified() {
    return verified;
  }

  /**
   * Reads all segments and compares all checksums; may take as long as the disk needs. The caller
   * must have acquired the generation where it may be retired meanwhile.
   *
   * @throws DamageException if one differs: the generation must not be served any longer
   */
  public void verify() throws IOException {
    for (Segment segment : segments) {
      segment.verify();
    }
    verified = true;
  }

  /**
   * Becomes a reader, unless the generation was retired. Every true must be followed by a {@link
   * #release}.
   */
  public boolean tryAcquire() {
    return readers.tryEnter();
  }

  /** Ceases to be a reader. */
  public void release() {
    readers.leave();
  }

  /**
   * Lets no new readers in, and gives the memory back when the last one has left. To be called
   * once; a second call does nothing.
   *
   * @param delete whether to delete the files then
   */
  public void retire(boolean delete) {
    if (delete) {
      deleteWhenClosed = true;
    }
    readers.retire();
  }

  /** Whether the memory was given back. */
  boolean closed() {
    return readers.closed();
  }

  /**
   * Which of the keys are members; one bit a key, the first in the lowest bit of the first word.
   * Only for readers.
   */
  public long[] contains(ByteSlices keys) {
    if (closed()) {
      throw new IllegalStateException(directory + " was closed");
    }
    long[] answers = new long[(keys.count() + Long.SIZE - 1) / Long.SIZE];
    if (segments.length == 0) {
      return answers;
    }
    if (keys.count() == 1) {
      answers[0] = contains(keys.bytes(), keys.start(0), keys.length(0)) ? 1 : 0;
      return answers;
    }
    BatchLookup lookup = BatchLookup.ofThread();
    for (int i = 0; i < answers.length; i++) {
      answers[i] = lookup.contains(segments, router, hasher, keys, i * Long.SIZE);
    }
    return answers;
  }

  private boolean contains(byte[] bytes, int start, int length) {
    Segment segment = segments[router.partition(bytes, start, length)];
    return segment.holdsLength(length)
        && segment.contains(hasher.hashBytesToLong(bytes, start, length), bytes, start, length);
  }

  private void close() {
    for (Segment segment : segments) {
      segment.unmap();
    }
    if (deleteWhenClosed) {
      try {
        Directories.delete(directory);
      } catch (IOException e) {
        LOG.warn("{} could not be deleted and will be at the next start: {}", directory, e);
      }
    }
  }

  private static Segment openSegment(Path directory, GenerationManifest manifest, int partition)
      throws IOException {
    Path file = directory.resolve(segmentFile(partition));
    Segment segment = Segment.open(file);
    SegmentHeader header = segment.header();
    if (header.partition() != partition
        || header.partitions() != manifest.partitions()
        || header.seed() != manifest.seed()
        || header.fingerprint() != manifest.fingerprint()) {
      segment.unmap();
      throw new DamageException(file, "it belongs to another generation or partition");
    }
    return segment;
  }

  private void checkSums() throws DamageException {
    long count = 0;
    long bytes = 0;
    for (Segment segment : segments) {
      count += segment.header().count();
      bytes += segment.header().fileBytes();
    }
    if (count != manifest.count() || bytes != manifest.bytes()) {
      throw new DamageException(directory, "its segments are not those that were written");
    }
  }
}
