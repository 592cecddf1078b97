package dev.rollcall.lookup;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.rollcall.base.UserError;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes one segment file from entries that come in the order of their buckets. Directory and
 * entries grow side by side in the same file, so that little memory is needed however large it
 * becomes. Not thread-safe.
 */
final class SegmentWriter implements Closeable {
  private static final int BUFFER_BYTES = 256 * 1024;

  private final Path file;
  private final SegmentHeader plan;
  private final long fileBytesMax;
  private final FileChannel channel;
  private final Stream directory;
  private final Stream entries;
  private int bucket;
  private int bloom;
  private long bucketStart;
  private int count;

  /**
   * @param plan the header to be; count, entries' length and their checksum are not yet known
   * @param fileBytesMax how large the file may become
   */
  SegmentWriter(Path file, SegmentHeader plan, long fileBytesMax) throws IOException {
    this.file = file;
    this.plan = plan;
    this.fileBytesMax = fileBytesMax;
    this.channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    long directoryBytes = plan.entriesStart() - SegmentHeader.BYTES;
    this.directory = new Stream(SegmentHeader.BYTES, (int) Math.min(BUFFER_BYTES, directoryBytes));
    this.entries = new Stream(plan.entriesStart(), BUFFER_BYTES);
    this.bucketStart = plan.entriesStart();
  }

  /** Adds an entry whose bucket is that of the last one or a later one. */
  void add(long hash, byte[] bytes, int start, int length) throws IOException {
    int next = Segment.bucket(hash, plan.buckets());
    while (bucket < next) {
      endBucket();
    }
    bloom |= Segment.bloom(hash);
    entries.reserve(EntryLength.BYTES_MAX + length);
    if (plan.fixedLength() == SegmentHeader.VARYING) {
      entries.used = EntryLength.put(entries.buffer, entries.used, length);
    }
    System.arraycopy(bytes, start, entries.buffer, entries.used, length);
    entries.used += length;
    count++;
  }

  /** Writes what is left, forces all of it to the disk and tells what was written. */
  SegmentHeader finish() throws IOException {
    while (bucket < plan.buckets()) {
      endBucket();
    }
    directoryWord();
    long entriesBytes = entries.position() - plan.entriesStart();
    entries.reserve(SegmentHeader.PADDING_BYTES);
    Words.put(entries.buffer, entries.used, 0);
    entries.used += SegmentHeader.PADDING_BYTES;
    entries.flush();
    directory.flush();
    SegmentHeader header =
        new SegmentHeader(
            plan.partitions(),
            plan.partition(),
            plan.fixedLength(),
            plan.seed(),
            plan.fingerprint(),
            entriesBytes,
            plan.buckets(),
            count,
            entries.checksum.getAsLong());
    writeHeader(header);
    channel.force(true);
    return header;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void endBucket() throws IOException {
    directoryWord();
    bucket++;
    bloom = 0;
    bucketStart = entries.position();
    if (bucketStart > fileBytesMax - SegmentHeader.PADDING_BYTES) {
      throw tooLarge();
    }
  }

  private void directoryWord() throws IOException {
    directory.reserve(Long.BYTES);
    Words.put(directory.buffer, directory.used, (long) bloom << Integer.SIZE | bucketStart);
    directory.used += Long.BYTES;
  }

  private UserError tooLarge() {
    return UserError.configuration(
        "partition "
            + plan.partition()
            + " of "
            + plan.partitions()
            + " would be larger than the "
            + fileBytesMax
            + " bytes a partition may have ("
            + file
            + "): give the set more partitions (a power of two up to "
            + PartitionRouter.PARTITIONS_MAX
            + ") and a new directory, since the number is fixed once a set exists");
  }

  private void writeHeader(SegmentHeader header) throws IOException {
    byte[] bytes = header.toBytes();
    long checksum = SegmentHeader.checksum(bytes, directory.checksum.getAsLong());
    Words.put(bytes, SegmentHeader.CHECKSUM_AT, checksum);
    write(ByteBuffer.wrap(bytes), 0);
  }

  private void write(ByteBuffer bytes, long at) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes, at + bytes.position());
    }
  }

  /** One of the two growing parts of the file. */
  private final class Stream {
    private final HashStream64 checksum = Hashing.xxh3_64().hashStream();
    private byte[] buffer;
    private int used;
    private long written;

    Stream(long start, int bufferBytes) {
      this.written = start;
      this.buffer = new byte[bufferBytes];
    }

    long position() {
      return written + used;
    }

    void reserve(int bytes) throws IOException {
      if (bytes > buffer.length - used) {
        flush();
        if (bytes > buffer.length) {
          buffer = new byte[bytes];
        }
      }
    }

    void flush() throws IOException {
      checksum.putBytes(buffer, 0, used);
      write(ByteBuffer.wrap(buffer, 0, used), written);
      written += used;
      used = 0;
    }
  }
}
