package dev.rollcall.lookup;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Lines on their way from the source to segments, dealt to parts. They gather in chunks; full
 * chunks stay in memory or, for large sources, go to the end of one temporary file, where a list
 * for each part says which chunks are its own. One file for all parts keeps the number of open
 * files small and the writing sequential.
 *
 * <p>Each writing thread has its own {@link Writer}. When all of them have finished, parts may be
 * read by any number of threads.
 */
final class LineSpill implements Closeable {
  private static final int CHUNK_BYTES_MIN = 1024;
  private static final int CHUNK_BYTES_MAX = 64 * 1024;

  /** A chunk in the file is one number: where it begins, and below that its length. */
  private static final int LENGTH_BITS = 21;

  private static final int NO_LENGTH = -1;

  private final int parts;
  private final int chunkBytes;
  private final @Nullable FileChannel file;
  private final AtomicLong fileEnd = new AtomicLong();
  private final List<Writer> writers = new ArrayList<>();

  /** Gets the lines of a part, chunk by chunk; each line is preceded by its {@link EntryLength}. */
  interface ChunkReader {
    void read(byte[] chunk, int end) throws IOException;
  }

  private LineSpill(int parts, int chunkBytes, @Nullable FileChannel file) {
    this.parts = parts;
    this.chunkBytes = chunkBytes;
    this.file = file;
  }

  /** A spill that keeps everything in memory. */
  static LineSpill inMemory(int parts) {
    return new LineSpill(parts, CHUNK_BYTES_MAX, null);
  }

  /**
   * A spill to a file, which disappears with it.
   *
   * @param memoryBytes how much the unfinished chunks of all writers may take
   */
  static LineSpill toFile(Path file, int parts, int writers, long memoryBytes) throws IOException {
    long share = memoryBytes / ((long) parts * writers);
    int chunkBytes = (int) Math.max(CHUNK_BYTES_MIN, Math.min(CHUNK_BYTES_MAX, share));
    FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    return new LineSpill(parts, chunkBytes, channel);
  }

  synchronized Writer writer() {
    Writer writer = new Writer();
    writers.add(writer);
    return writer;
  }

  /** How many lines a part has. */
  long count(int part) {
    return writers.stream().mapToLong(writer -> writer.counts[part]).sum();
  }

  /** How many bytes the lines of a part take with their lengths. */
  long bytes(int part) {
    return writers.stream().mapToLong(writer -> writer.sizes[part]).sum();
  }

  /** The length that all lines of these parts have, or {@link SegmentHeader#VARYING}. */
  int commonLength(int firstPart, int parts) {
    int common = NO_LENGTH;
    for (Writer writer : writers) {
      for (int part = firstPart; part < firstPart + parts; part++) {
        common = common(common, writer.lengths[part]);
      }
    }
    return common == NO_LENGTH ? SegmentHeader.VARYING : common;
  }

  /** Reads all lines of a part, in no particular order. */
  void read(int part, ChunkReader reader) throws IOException {
    for (Writer writer : writers) {
      writer.read(part, reader);
    }
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }

  private static int common(int one, int other) {
    if (one == NO_LENGTH) {
      return other;
    }
    return other == NO_LENGTH || one == other ? one : SegmentHeader.VARYING;
  }

  /** One thread's way into the spill. Not thread-safe. */
  final class Writer {
    private final byte[][] chunks = new byte[parts][];
    private final int[] used = new int[parts];
    private final Chunks[] full = new Chunks[parts];
    private final long[] counts = new long[parts];
    private final long[] sizes = new long[parts];
    private final int[] lengths = new int[parts];

    private Writer() {
      byte[] none = new byte[0];
      Arrays.setAll(chunks, part -> none);
      Arrays.setAll(full, part -> new Chunks());
      Arrays.fill(lengths, NO_LENGTH);
    }

    /** Adds a line to a part. */
    void add(int part, byte[] bytes, int start, int length) throws IOException {
      int size = EntryLength.bytes(length) + length;
      if (size > chunks[part].length - used[part]) {
        newChunk(part, size);
      }
      byte[] chunk = chunks[part];
      int at = EntryLength.put(chunk, used[part], length);
      System.arraycopy(bytes, start, chunk, at, length);
      used[part] = at + length;
      counts[part]++;
      sizes[part] += size;
      if (lengths[part] != length) {
        lengths[part] = common(lengths[part], length);
      }
    }

    private void newChunk(int part, int size) throws IOException {
      int last = chunks[part].length;
      if (file == null) {
        full[part].keep(chunks[part], used[part]);
        // Small sources have few lines a part: chunks begin small and double.
        int next = Math.min(chunkBytes, Math.max(CHUNK_BYTES_MIN, last * 2));
        chunks[part] = new byte[Math.max(next, size)];
      } else {
        full[part].put(file, fileEnd, chunks[part], used[part]);
        // A line longer than a chunk has one of its own, which the next line gives up again.
        if (last != chunkBytes || size > chunkBytes) {
          chunks[part] = new byte[Math.max(chunkBytes, size)];
        }
      }
      used[part] = 0;
    }

    private void read(int part, ChunkReader reader) throws IOException {
      full[part].read(file, reader);
      reader.read(chunks[part], used[part]);
    }
  }

  /** The full chunks of one part and one writer. */
  private static final class Chunks {
    private final List<byte[]> kept = new ArrayList<>(0);
    private long[] ends = new long[0];
    private int count;

    void keep(byte[] chunk, int end) {
      if (end > 0) {
        kept.add(chunk);
        add(end);
      }
    }

    void put(FileChannel file, AtomicLong fileEnd, byte[] chunk, int end) throws IOException {
      if (end == 0) {
        return;
      }
      long at = fileEnd.getAndAdd(end);
      ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, end);
      while (buffer.hasRemaining()) {
        file.write(buffer, at + buffer.position());
      }
      add(at << LENGTH_BITS | end);
    }

    void read(@Nullable FileChannel file, ChunkReader reader) throws IOException {
      byte[] chunk = new byte[0];
      for (int i = 0; i < count; i++) {
        int end = (int) ends[i] & ((1 << LENGTH_BITS) - 1);
        if (file == null) {
          reader.read(kept.get(i), end);
          continue;
        }
        chunk = chunk.length < end ? new byte[end] : chunk;
        ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, end);
        long at = ends[i] >>> LENGTH_BITS;
        while (buffer.hasRemaining()) {
          if (file.read(buffer, at + buffer.position()) < 0) {
            throw new IOException("a temporary file of a build was cut short");
          }
        }
        reader.read(chunk, end);
      }
    }

    private void add(long end) {
      if (count == ends.length) {
        ends = Arrays.copyOf(ends, Math.max(4, count * 2));
      }
      ends[count++] = end;
    }
  }
}
