package dev.rollcall.lookup;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The members of one partition in an immutable, memory-mapped file; {@link SegmentHeader} draws its
 * layout. A lookup is done in steps, so that a batch can do each step for all its keys before the
 * next one: the memory then fetches many things at once instead of one after the other. The steps
 * are {@link #directory}, {@link #mayContain}, {@link #touch} and {@link #find}.
 *
 * <p>Thread-safe, but whoever asks must keep the segment from being unmapped meanwhile.
 */
final class Segment {
  private static final int BLOCK_BYTES = 256 * 1024;
  private static final int BLOOM_BITS = 5;
  private static final int CACHE_LINE_BYTES = 64;

  private final Path file;
  private final SegmentHeader header;
  private final MappedByteBuffer mapping;
  private final int fixedLength;
  private final int buckets;

  private Segment(Path file, SegmentHeader header, MappedByteBuffer mapping) {
    this.file = file;
    this.header = header;
    this.mapping = mapping;
    this.fixedLength = header.fixedLength();
    this.buckets = header.buckets();
  }

  /**
   * Opens a segment after checking its header and its directory; its entries are not looked at.
   *
   * @throws DamageException if the file is missing, cut short or not as it was written
   */
  static Segment open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      SegmentHeader header = checkedHeader(file, channel);
      return new Segment(
          file, header, channel.map(FileChannel.MapMode.READ_ONLY, 0, header.fileBytes()));
    } catch (NoSuchFileException e) {
      throw new DamageException(file, "it is missing");
    }
  }

  /** The three bits of a bucket's Bloom word that belong to a key with this hash. */
  static int bloom(long hash) {
    int low = (int) hash;
    return 1 << low | 1 << (low >>> BLOOM_BITS) | 1 << (low >>> (2 * BLOOM_BITS));
  }

  /** The bucket of a key with this hash. */
  static int bucket(long hash, int buckets) {
    return (int) (((hash >>> Integer.SIZE) * buckets) >>> Integer.SIZE);
  }

  SegmentHeader header() {
    return header;
  }

  /** Whether any member can have this length. */
  boolean holdsLength(int length) {
    return fixedLength == SegmentHeader.VARYING || fixedLength == length;
  }

  int bucket(long hash) {
    return bucket(hash, buckets);
  }

  /** The directory's word for a bucket: its Bloom word above, where its entries begin below. */
  long directory(int bucket) {
    return Words.get(mapping, SegmentHeader.BYTES + bucket * Long.BYTES);
  }

  /** Whether a bucket with this directory word can hold a key with this hash. */
  static boolean mayContain(long directory, long hash) {
    int bits = bloom(hash);
    return ((int) (directory >>> Integer.SIZE) & bits) == bits;
  }

  /** Where the entries of a bucket begin, or those of the bucket before end. */
  static int offset(long directory) {
    return (int) directory;
  }

  /**
   * Reads from each cache line of a bucket of usual size, for no other purpose than to have them
   * nearer afterwards. Without a branch: where the bucket is smaller, its end is read again.
   */
  int touch(int from, int to) {
    return mapping.get(from)
        + mapping.get(Math.min(from + CACHE_LINE_BYTES, to))
        + mapping.get(Math.min(from + 2 * CACHE_LINE_BYTES, to))
        + mapping.get(Math.min(from + 3 * CACHE_LINE_BYTES, to));
  }

  /**
   * Whether there is a key among the entries of a bucket.
   *
   * @param probe the key's {@link Words#probe}
   */
  boolean find(int from, int to, byte[] bytes, int start, int length, long probe) {
    return fixedLength == SegmentHeader.VARYING
        ? findVarying(from, to, bytes, start, length, probe)
        : findFixed(from, to, bytes, start, length, probe);
  }

  /** How many buckets there are. */
  int buckets() {
    return buckets;
  }

  /** Whether all entries have the same length, and none is preceded by it. */
  boolean isFixed() {
    return fixedLength != SegmentHeader.VARYING;
  }

  /** The byte at this offset. */
  byte at(int offset) {
    return mapping.get(offset);
  }

  /** A copy of a range. */
  byte[] copy(int from, int length) {
    byte[] bytes = new byte[length];
    mapping.get(from, bytes);
    return bytes;
  }

  /** All steps of a lookup at once, for a key whose length is held. */
  boolean contains(long hash, byte[] bytes, int start, int length) {
    int bucket = bucket(hash);
    long directory = directory(bucket);
    if (!mayContain(directory, hash)) {
      return false;
    }
    long probe = Words.probe(bytes, start, length);
    return find(offset(directory), offset(directory(bucket + 1)), bytes, start, length, probe);
  }

  /**
   * Reads the whole file and compares all checksums.
   *
   * @throws DamageException if one differs
   */
  void verify() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long checksum = checksum(channel, header.entriesStart(), header.fileBytes());
      if (checksum != header.entriesChecksum() || !checkedHeader(file, channel).equals(header)) {
        throw new DamageException(file, "the checksum of its entries differs");
      }
    } catch (NoSuchFileException e) {
      throw new DamageException(file, "it is missing");
    }
  }

  /** Gives the mapping back. Nobody may ask afterwards: the process would crash. */
  void unmap() {
    Unmapper.unmap(mapping);
  }

  private boolean findFixed(int from, int to, byte[] bytes, int start, int length, long probe) {
    int probeAt = Words.probeAt(length);
    long mask = Words.mask(length);
    for (int at = from; at < to; at += length) {
      if ((Words.get(mapping, at + probeAt) & mask) == probe
          && Words.sameRest(mapping, at, bytes, start, length)) {
        return true;
      }
    }
    return false;
  }

  private boolean findVarying(int from, int to, byte[] bytes, int start, int length, long probe) {
    int probeAt = Words.probeAt(length);
    long mask = Words.mask(length);
    int at = from;
    while (at < to) {
      int entry = mapping.get(at++);
      if (entry < 0) {
        entry = (entry & 0x7f) | mapping.get(at++) << 7;
        if (entry < 0) {
          entry = (entry & 0x3fff) | (mapping.get(at++) & 0x7f) << 14;
        }
      }
      // The end is looked at too, because entries may be damaged before that is noticed.
      if (entry == length
          && at + length <= to
          && (Words.get(mapping, at + probeAt) & mask) == probe
          && Words.sameRest(mapping, at, bytes, start, length)) {
        return true;
      }
      at += entry;
    }
    return false;
  }

  /** The header of a file whose length, header and directory are as they were written. */
  private static SegmentHeader checkedHeader(Path file, FileChannel channel) throws IOException {
    byte[] bytes = new byte[SegmentHeader.BYTES];
    if (read(channel, bytes, 0, bytes.length) < bytes.length) {
      throw new DamageException(file, "it is too short");
    }
    SegmentHeader header = SegmentHeader.read(file, bytes);
    if (channel.size() != header.fileBytes()) {
      throw new DamageException(
          file, "it has " + channel.size() + " bytes instead of " + header.fileBytes());
    }
    long directory = checksum(channel, bytes.length, header.entriesStart());
    if (SegmentHeader.checksum(bytes, directory) != Words.get(bytes, SegmentHeader.CHECKSUM_AT)) {
      throw new DamageException(file, "the checksum of its directory differs");
    }
    return header;
  }

  private static long checksum(FileChannel channel, long from, long to) throws IOException {
    HashStream64 stream = Hashing.xxh3_64().hashStream();
    byte[] block = new byte[(int) Math.min(BLOCK_BYTES, to - from)];
    long at = from;
    while (at < to) {
      int wanted = (int) Math.min(block.length, to - at);
      int count = read(channel, block, at, wanted);
      stream.putBytes(block, 0, count);
      if (count < wanted) {
        break;
      }
      at += count;
    }
    return stream.getAsLong();
  }

  /** Reads as many bytes as wanted, or fewer where the file ends before. */
  private static int read(FileChannel channel, byte[] bytes, long at, int wanted)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, wanted);
    int count = 0;
    while (buffer.hasRemaining() && count >= 0) {
      count = channel.read(buffer, at + buffer.position());
    }
    return buffer.position();
  }
}
