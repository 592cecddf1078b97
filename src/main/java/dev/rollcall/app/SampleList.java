package dev.rollcall.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.LongConsumer;

/**
 * A list to try lookups with: lines that are all different, the same ones for the same seed.
 *
 * @param lines how many, up to {@link SampleShape#LINES_MAX}
 * @param seed another number gives other lines
 */
public record SampleList(SampleShape shape, long lines, long seed) {
  private static final int BUFFER_BYTES = 1 << 20;

  /** The seed where nobody asks for other lines. */
  public static final long SEED = 1;

  /**
   * Writes the list aside and puts it in place once it is complete.
   *
   * @param progress is told now and then how many lines are written
   */
  public void write(Path file, LongConsumer progress) throws IOException {
    Path target = file.toAbsolutePath();
    String aside = "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part";
    Path part = target.resolveSibling(aside);
    part.toFile().deleteOnExit();
    try {
      try (OutputStream out = Files.newOutputStream(part)) {
        write(out, progress);
      }
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void write(OutputStream out, LongConsumer progress) throws IOException {
    SampleShape.Lines source = shape.lines(lines, seed);
    byte[] buffer = new byte[BUFFER_BYTES];
    int used = 0;
    for (long i = 0; i < lines; i++) {
      used = source.next(buffer, used);
      buffer[used++] = '\n';
      if (used > buffer.length - SampleShape.LINE_BYTES_MAX) {
        out.write(buffer, 0, used);
        used = 0;
        progress.accept(i);
      }
    }
    out.write(buffer, 0, used);
  }
}
