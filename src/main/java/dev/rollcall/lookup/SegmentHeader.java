package dev.rollcall.lookup;

import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * The first bytes of a segment file, and with them the layout of the whole.
 *
 * <pre>
 *   byte 0        4         6         8                  12                 16
 *        +---------+---------+---------+------------------+------------------+
 *      0 |  magic  | version | log2 N  |    partition     |  fixed length    |
 *        +---------+---------+---------+------------------+------------------+
 *     16 |      hash seed of the build    |    source fingerprint            |
 *        +----------------------------+---+------------------+---------------+
 *     32 |  bytes of entries          |  buckets  B          |     count     |
 *        +----------------------------+----------------------+---------------+
 *     48 |  checksum of entries       |  checksum of the 56 bytes before     |
 *        |  and padding               |  and of the directory                |
 *        +----------------------------+--------------------------------------+
 *     64 |  directory: (B + 1) x u64                                         |
 *        |    low 32 bits   where the bucket's entries begin in the file     |
 *        |    high 32 bits  Bloom word of its keys, three bits a key         |
 *        +-------------------------------------------------------------------+
 *        |  entries, bucket after bucket:  [length] bytes  [length] bytes .. |
 *        |  the length is left out where all entries have the fixed length   |
 *        +-------------------------------------------------------------------+
 *        |  8 bytes of padding: the last entry may be read in whole words    |
 *        +-------------------------------------------------------------------+
 * </pre>
 *
 * All numbers are little-endian. The bucket of a key is {@code (hash >>> 32) * B >>> 32}, its Bloom
 * bits are the three lowest groups of five bits of the hash; the hash is XXH3 with the build's
 * seed.
 *
 * @param partitions how many segments the generation has, a power of two
 * @param partition which of them this is, from 0
 * @param fixedLength the length of every entry, or {@link #VARYING}
 * @param seed the seed of the hash that finds bucket and Bloom bits
 * @param fingerprint XXH3 of the source
 * @param entriesBytes the length of the entries, padding excluded
 * @param buckets how many buckets there are, at least one
 * @param count how many entries there are
 * @param entriesChecksum XXH3 of entries and padding
 */
record SegmentHeader(
    int partitions,
    int partition,
    int fixedLength,
    long seed,
    long fingerprint,
    long entriesBytes,
    int buckets,
    int count,
    long entriesChecksum) {
  static final int BYTES = 64;
  static final int PADDING_BYTES = Long.BYTES;

  /** Stands for the fixed length where lengths vary; an empty entry has to take a byte. */
  static final int VARYING = 0;

  /** Where in the header the checksum of header and directory lies. */
  static final int CHECKSUM_AT = 56;

  /**
   * A file is mapped whole, and a mapping has less than 2 GiB. The distance to that keeps the sum
   * of an offset and the length of a damaged entry a positive number.
   */
  static final long FILE_BYTES_MAX = Integer.MAX_VALUE - (1L << 22);

  /** So many that the directory fills half of the largest file. */
  static final int BUCKETS_MAX = (int) (FILE_BYTES_MAX / 2 / Long.BYTES);

  private static final int MAGIC = 0x4c4c4f52;
  private static final short VERSION = 1;

  /** Where the directory ends and the entries begin. */
  long entriesStart() {
    return BYTES + (buckets + 1L) * Long.BYTES;
  }

  /** The length of the whole file. */
  long fileBytes() {
    return entriesStart() + entriesBytes + PADDING_BYTES;
  }

  /** XXH3 of the header's bytes before the checksum, followed by XXH3 of the directory. */
  static long checksum(byte[] header, long directoryChecksum) {
    return Hashing.xxh3_64()
        .hashStream()
        .putBytes(header, 0, CHECKSUM_AT)
        .putLong(directoryChecksum)
        .getAsLong();
  }

  /** The header as it is in the file, with a checksum of zero. */
  byte[] toBytes() {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(MAGIC).putShort(VERSION);
    buffer.putShort((short) Integer.numberOfTrailingZeros(partitions));
    buffer.putInt(partition).putInt(fixedLength);
    buffer.putLong(seed).putLong(fingerprint);
    buffer.putLong(entriesBytes).putInt(buckets).putInt(count);
    buffer.putLong(entriesChecksum);
    return buffer.array();
  }

  /** Reads a header, whose checksum is not looked at, and refuses values that cannot be. */
  static SegmentHeader read(Path file, byte[] bytes) throws DamageException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (buffer.getInt() != MAGIC) {
      throw new DamageException(file, "it does not begin as a segment does");
    }
    short version = buffer.getShort();
    if (version != VERSION) {
      throw new DamageException(file, "unknown format version " + version);
    }
    int partitions = 1 << buffer.getShort();
    int partition = buffer.getInt();
    int fixedLength = buffer.getInt();
    long seed = buffer.getLong();
    long fingerprint = buffer.getLong();
    long entriesBytes = buffer.getLong();
    int buckets = buffer.getInt();
    int count = buffer.getInt();
    SegmentHeader header =
        new SegmentHeader(
            partitions,
            partition,
            fixedLength,
            seed,
            fingerprint,
            entriesBytes,
            buckets,
            count,
            buffer.getLong());
    if (buckets < 1
        || count < 0
        || fixedLength < 0
        || entriesBytes < 0
        || header.fileBytes() > FILE_BYTES_MAX) {
      throw new DamageException(file, "impossible numbers in its header");
    }
    return header;
  }
}
