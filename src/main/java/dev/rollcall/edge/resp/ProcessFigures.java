package dev.rollcall.edge.resp;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the virtual machine and the operating system say of this process. Thread-safe. */
final class ProcessFigures {
  /** Each process has it on Linux; elsewhere less is known. */
  private static final Path STAT = Path.of("/proc/self/stat");

  private static final Path STATM = Path.of("/proc/self/statm");

  /** The kernel counts in hundredths of a second and pages, on all machines Java 17 runs on. */
  private static final double TICKS_PER_SECOND = 100;

  private static final long PAGE_BYTES = 4096;

  /** The fields after the program's name, which may itself contain blanks. */
  private static final int USER_FIELD = 11;

  private static final int SYSTEM_FIELD = 12;

  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();

  /** Memory that objects take, and what the machine needs to run them, in bytes. */
  long usedBytes() {
    return memory.getHeapMemoryUsage().getUsed() + memory.getNonHeapMemoryUsage().getUsed();
  }

  /** The most that objects took. */
  long peakBytes() {
    long heap = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      heap += pool.getType() == MemoryType.HEAP ? pool.getPeakUsage().getUsed() : 0;
    }
    return Math.max(usedBytes(), heap + memory.getNonHeapMemoryUsage().getUsed());
  }

  /** The memory this process has of the machine's; what is used where that is not known. */
  long residentBytes() {
    String[] fields = fields(STATM);
    return fields == null ? usedBytes() : Long.parseLong(fields[1]) * PAGE_BYTES;
  }

  /** The most that objects may take. */
  long heapBytesMax() {
    return Runtime.getRuntime().maxMemory();
  }

  /** The machine's memory. */
  long systemBytes() {
    return system().getTotalMemorySize();
  }

  /** Processor time in the program, in seconds. */
  double userSeconds() {
    String[] fields = statFields();
    return fields == null
        ? system().getProcessCpuTime() / 1e9
        : Long.parseLong(fields[USER_FIELD]) / TICKS_PER_SECOND;
  }

  /** Processor time in the operating system on its behalf, in seconds. */
  double systemSeconds() {
    String[] fields = statFields();
    return fields == null ? 0 : Long.parseLong(fields[SYSTEM_FIELD]) / TICKS_PER_SECOND;
  }

  private static OperatingSystemMXBean system() {
    return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  }

  private static String @Nullable [] statFields() {
    return fields(STAT);
  }

  private static String @Nullable [] fields(Path file) {
    try {
      String text = Files.readString(file);
      return text.substring(text.lastIndexOf(')') + 1).trim().split(" ");
    } catch (IOException e) {
      return null;
    }
  }
}
