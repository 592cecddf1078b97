package dev.rollcall.cli.bench;

import dev.rollcall.base.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The processor time that a process has used, as Linux tells it. */
final class ProcessorTime {
  /** Linux shows ticks of a hundredth of a second, whatever the kernel's own are. */
  private static final long MICROS_PER_TICK = 10_000;

  /** Counted behind the name in parentheses, which may contain anything. */
  private static final int USER_TICKS = 11;

  private static final int SYSTEM_TICKS = 12;

  private final Path file;

  private ProcessorTime(Path file) {
    this.file = file;
  }

  /**
   * The time of another process.
   *
   * @throws UserError if there is none, or the system does not tell
   */
  static ProcessorTime of(long pid) {
    Path file = Path.of("/proc", Long.toString(pid), "stat");
    if (!Files.isReadable(file)) {
      throw UserError.configuration("--server-pid " + pid + ": " + file + " cannot be read");
    }
    return new ProcessorTime(file);
  }

  static ProcessorTime ofThisProcess() {
    return new ProcessorTime(Path.of("/proc/self/stat"));
  }

  /** User and system time of all threads so far, or -1 where it cannot be had. */
  long micros() {
    try {
      String text = Files.readString(file);
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
      return ticks * MICROS_PER_TICK;
    } catch (IOException e) {
      return -1;
    }
  }
}
