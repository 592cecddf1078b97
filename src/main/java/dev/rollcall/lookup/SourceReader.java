package dev.rollcall.lookup;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.rollcall.base.UserError;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Reads a source once from start to end, in blocks of whole lines, and computes the fingerprint of
 * its bytes on the way. The source is read, never mapped: somebody may cut it short at any moment.
 * Thread-safe: several threads may take blocks, each its own.
 */
final class SourceReader implements Closeable {
  /** Stays inside a core's cache while it is read, hashed and split. */
  private static final int BLOCK_BYTES = 256 * 1024;

  /** A line of the greatest length, its carriage return and its newline. */
  private static final int UNFINISHED_BYTES_MAX = Lines.BYTES_MAX + 2;

  private final Path source;
  private final FileChannel channel;
  private final long bytesMax;
  private final LongConsumer progress;
  private final HashStream64 fingerprint = Hashing.xxh3_64().hashStream();
  private byte[] unfinished = new byte[0];
  private long read;
  private boolean ended;

  /** A range of whole lines; the newline of the source's last line may be missing. */
  static final class Block {
    private byte[] bytes = new byte[BLOCK_BYTES];
    private int used;
    private long offset;

    byte[] bytes() {
      return bytes;
    }

    /** Where the lines end; they begin at 0. */
    int end() {
      return used;
    }

    /** Where in the source the block begins. */
    long offset() {
      return offset;
    }
  }

  /**
   * Opens a source.
   *
   * @param bytesMax how much is read at most, and a block more: a source that grows as fast as it
   *     is read would never end
   * @param progress is told after each block how many bytes were read so far
   * @throws UserError if there is no such file or it cannot be read
   */
  SourceReader(Path source, long bytesMax, LongConsumer progress) throws IOException {
    this.source = source;
    this.bytesMax = bytesMax;
    this.progress = progress;
    this.channel = open(source);
  }

  /**
   * Checks that a source can be read.
   *
   * @throws UserError if there is no such file or it cannot be read
   */
  static void check(Path source) throws IOException {
    open(source).close();
  }

  /** Fills a block with the next lines; false where there are none. */
  synchronized boolean next(Block block) throws IOException {
    if (ended || read > bytesMax) {
      return false;
    }
    block.offset = read - unfinished.length;
    block.used = 0;
    put(block, unfinished);
    int whole = 0;
    while (whole == 0 && !ended) {
      int searched = block.used;
      if (searched > UNFINISHED_BYTES_MAX) {
        throw tooLong(block.offset);
      }
      ended = !fill(block);
      whole = ended ? block.used : lastNewline(block, searched) + 1;
    }
    unfinished = Arrays.copyOfRange(block.bytes, whole, block.used);
    block.used = whole;
    progress.accept(read);
    return whole > 0;
  }

  /** The fingerprint of all bytes; to be asked after the last block. */
  synchronized long fingerprint() {
    return fingerprint.getAsLong();
  }

  /** Whether all of the source was read. */
  synchronized boolean complete() {
    return ended && read <= bytesMax;
  }

  /** The error for a line that is too long and begins at this offset. */
  UserError tooLong(long offset) throws IOException {
    return UserError.configuration(
        source
            + ", line "
            + lineNumber(offset)
            + ": longer than the "
            + Lines.BYTES_MAX
            + " bytes a line may have");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static FileChannel open(Path source) throws IOException {
    try {
      if (!Files.readAttributes(source, BasicFileAttributes.class).isRegularFile()) {
        throw UserError.configuration(source + " is not a file that can be read line by line");
      }
      return FileChannel.open(source, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw UserError.configuration(source + ": there is no such file");
    } catch (AccessDeniedException e) {
      throw UserError.configuration(source + ": reading it is not permitted");
    }
  }

  /** Reads until the block is full; false where the source has ended. */
  private boolean fill(Block block) throws IOException {
    if (block.used == block.bytes.length) {
      block.bytes = Arrays.copyOf(block.bytes, block.bytes.length * 2);
    }
    int from = block.used;
    ByteBuffer buffer = ByteBuffer.wrap(block.bytes, from, block.bytes.length - from);
    int count = 0;
    while (buffer.hasRemaining() && count >= 0) {
      count = channel.read(buffer);
    }
    block.used = buffer.position();
    read += block.used - from;
    fingerprint.putBytes(block.bytes, from, block.used - from);
    return count >= 0;
  }

  private static void put(Block block, byte[] bytes) {
    if (block.bytes.length < bytes.length) {
      block.bytes = new byte[bytes.length * 2];
    }
    System.arraycopy(bytes, 0, block.bytes, 0, bytes.length);
    block.used = bytes.length;
  }

  private static int lastNewline(Block block, int from) {
    int at = block.used - 1;
    while (at >= from && block.bytes[at] != '\n') {
      at--;
    }
    return at >= from ? at : -1;
  }

  /** Counts lines from the start: only an error asks for it, so that reading need not. */
  private long lineNumber(long offset) throws IOException {
    byte[] bytes = new byte[BLOCK_BYTES];
    long number = 1;
    long at = 0;
    while (at < offset) {
      int wanted = (int) Math.min(bytes.length, offset - at);
      int count = channel.read(ByteBuffer.wrap(bytes, 0, wanted), at);
      if (count < 0) {
        break;
      }
      for (int i = 0; i < count; i++) {
        number += bytes[i] == '\n' ? 1 : 0;
      }
      at += count;
    }
    return number;
  }
}
