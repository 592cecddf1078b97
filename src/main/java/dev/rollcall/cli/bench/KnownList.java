package dev.rollcall.cli.bench;

import dev.rollcall.app.SampleList;
import dev.rollcall.app.SampleShape;
import dev.rollcall.base.ByteSlices;
import dev.rollcall.cli.LineBatches;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/**
 * A list in a file, all of whose lines are different, and questions about it whose answers are
 * known because of how it was made.
 *
 * @param bytes of all lines without their newlines
 */
record KnownList(Path file, int lines, long bytes, Questions questions) {
  private static final int BUFFER_BYTES = 1 << 20;

  /** Half of them are lines of the list, half are lines like them that are not. */
  private static final int QUESTIONS_MAX = 1 << 19;

  /**
   * Writes a list and makes questions about it.
   *
   * @param progress is told now and then how many lines are written
   */
  static KnownList write(Path file, SampleShape shape, int lines, LongConsumer progress)
      throws IOException {
    int each = Math.min(QUESTIONS_MAX / 2, Math.max(lines, Structure.BATCH_MAX));
    // What comes after the list's own lines is not among them: they are all different.
    SampleShape.Lines source = shape.lines((long) lines + each, SampleList.SEED);
    SplittableRandom random = new SplittableRandom(SampleList.SEED);
    int[] hits = random.ints(each, 0, lines).sorted().toArray();
    Questions.Collector questions = new Questions.Collector(2 * each);
    long bytes = write(file, source, lines, hits, questions, progress);
    byte[] miss = new byte[SampleShape.LINE_BYTES_MAX];
    for (int i = 0; i < each; i++) {
      questions.add(miss, 0, source.next(miss, 0), false);
    }
    return new KnownList(file, lines, bytes, questions.shuffled(random));
  }

  private static long write(
      Path file,
      SampleShape.Lines source,
      int lines,
      int[] hits,
      Questions.Collector questions,
      LongConsumer progress)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long bytes = 0;
    int hit = 0;
    int used = 0;
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < lines; i++) {
        int end = source.next(buffer, used);
        bytes += end - used;
        for (; hit < hits.length && hits[hit] == i; hit++) {
          questions.add(buffer, used, end, true);
        }
        buffer[end] = '\n';
        used = end + 1;
        if (used > buffer.length - SampleShape.LINE_BYTES_MAX) {
          out.write(buffer, 0, used);
          used = 0;
          progress.accept(i);
        }
      }
      out.write(buffer, 0, used);
    }
    return bytes;
  }

  /** The length of the file: each line has a newline. */
  long fileBytes() {
    return bytes + lines;
  }

  /** Goes through all lines, some thousand at a time. */
  void read(Reader reader) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      LineBatches batches = new LineBatches(in);
      for (ByteSlices batch = batches.next(); batch != null; batch = batches.next()) {
        reader.take(batch);
      }
    }
  }

  /** Takes lines. */
  interface Reader {
    void take(ByteSlices lines) throws IOException;
  }
}
