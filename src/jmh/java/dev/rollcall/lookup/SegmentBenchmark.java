package dev.rollcall.lookup;

import dev.rollcall.base.ByteSlices;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Lookups in a generation of 64 partitions, per second and thread: hits and misses, one by one and
 * in batches of 32. Keys are asked in random order.
 *
 * <pre>
 *   mvn -q test-compile
 *   mvn -q dependency:build-classpath -Dmdep.outputFile=target/classpath
 *   java -cp target/test-classes:target/classes:$(cat target/classpath) \
 *     org.openjdk.jmh.Main SegmentBenchmark
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
// Fields are filled by the harness and by build().
@SuppressWarnings("NullAway.Init")
public class SegmentBenchmark {
  private static final int KEYS = 1 << 17;
  private static final int BATCH = 32;

  @Param("10000000")
  int lines;

  @Param({"hex40", "words"})
  String shape;

  private Path directory;
  private Generation generation;
  private ByteSlices[] hits;
  private ByteSlices[] misses;
  private ByteSlices[] hitBatches;
  private ByteSlices[] missBatches;
  private int next;

  /** Builds the generation once for all benchmarks of a run. */
  @Setup
  public void build() throws IOException, SourceChangedException {
    directory = Files.createTempDirectory("segments");
    Path source = directory.resolve("source");
    writeSource(source);
    GenerationStore store = GenerationStore.open(directory.resolve("set"), "benchmark", 64);
    long start = System.nanoTime();
    generation = store.build(source, read -> {});
    double seconds = (System.nanoTime() - start) / 1e9;
    long ownBytes = Files.size(source) - lines;
    Files.delete(source);
    SplittableRandom random = new SplittableRandom(1);
    hits = new ByteSlices[KEYS];
    misses = new ByteSlices[KEYS];
    byte[][] hitLines = new byte[KEYS][];
    byte[][] missLines = new byte[KEYS][];
    for (int i = 0; i < KEYS; i++) {
      hitLines[i] = line(random.nextInt(lines));
      missLines[i] = line(lines + random.nextInt(lines));
      hits[i] = ByteSlices.copyOf(List.of(hitLines[i]));
      misses[i] = ByteSlices.copyOf(List.of(missLines[i]));
    }
    hitBatches = batches(hitLines);
    missBatches = batches(missLines);
    System.out.printf(
        "%n%s: %,d lines built in %.2f s, %,.0f lines/s; %.2f bytes an entry above its own%n",
        shape,
        generation.count(),
        seconds,
        lines / seconds,
        (generation.bytes() - ownBytes) / (double) generation.count());
  }

  @TearDown
  public void delete() throws IOException {
    generation.retire(true);
    Directories.delete(directory.resolve("set"));
    Directories.delete(directory);
  }

  @Benchmark
  public long[] hit() {
    next = (next + 1) % KEYS;
    return generation.contains(hits[next]);
  }

  @Benchmark
  public long[] miss() {
    next = (next + 1) % KEYS;
    return generation.contains(misses[next]);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long[] hitsInBatches() {
    next = (next + 1) % (KEYS / BATCH);
    return generation.contains(hitBatches[next]);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long[] missesInBatches() {
    next = (next + 1) % (KEYS / BATCH);
    return generation.contains(missBatches[next]);
  }

  private static ByteSlices[] batches(byte[][] lines) {
    ByteSlices[] batches = new ByteSlices[KEYS / BATCH];
    for (int i = 0; i < batches.length; i++) {
      batches[i] = ByteSlices.copyOf(Arrays.asList(lines).subList(i * BATCH, (i + 1) * BATCH));
    }
    return batches;
  }

  private void writeSource(Path source) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(source), 1 << 20)) {
      for (int i = 0; i < lines; i++) {
        out.write(line(i));
        out.write('\n');
      }
    }
  }

  /** The line with this number; different numbers give different lines. */
  private byte[] line(int number) {
    SplittableRandom random = new SplittableRandom(number);
    if (shape.equals("hex40")) {
      byte[] line = new byte[40];
      for (int i = 0; i < line.length; i += 8) {
        long bits = random.nextLong();
        for (int j = 0; j < 8; j++, bits >>>= 4) {
          line[i + j] = (byte) "0123456789abcdef".charAt((int) (bits & 15));
        }
      }
      return line;
    }
    byte[] line = new byte[6 + random.nextInt(12)];
    int rest = number;
    for (int i = 0; i < line.length; i++) {
      line[i] = (byte) ('a' + (i < 6 ? rest % 26 : random.nextInt(26)));
      rest /= 26;
    }
    return line;
  }
}
