package dev.rollcall.cli.bench;

import dev.rollcall.app.SampleShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Measures all candidates with lists of one size after the other. Not thread-safe. */
final class IndexComparison {
  /** A collector needs some room to move. */
  private static final double HEAP_MARGIN = 1.15;

  private final List<Candidate> candidates;
  private final SampleShape shape;
  private final int runs;
  private final Duration duration;
  private final StatusLine status;

  /**
   * @param runs how often each is measured
   * @param duration how long a run lasts
   */
  IndexComparison(
      List<Candidate> candidates,
      SampleShape shape,
      int runs,
      Duration duration,
      StatusLine status) {
    this.candidates = candidates;
    this.shape = shape;
    this.runs = runs;
    this.duration = duration;
    this.status = status;
  }

  /** Writes a list of so many lines and measures every candidate with it. */
  void run(int lines, ScratchDirectory scratch, Report report) throws IOException {
    Path file = scratch.path().resolve("list");
    String size = String.format(Locale.ROOT, "%,d lines", lines);
    KnownList list = KnownList.write(file, shape, lines, status.lines("writing " + size, lines));
    for (Candidate candidate : candidates) {
      measure(candidate, list, scratch, size, report);
    }
    Files.delete(file);
  }

  private void measure(
      Candidate candidate, KnownList list, ScratchDirectory scratch, String size, Report report)
      throws IOException {
    long heapBefore = HeapUse.bytes();
    long needed = (long) (candidate.heap().bytes(list) * HEAP_MARGIN);
    long free = Runtime.getRuntime().maxMemory() - heapBefore;
    if (needed > free) {
      String reason =
          String.format(
              Locale.ROOT,
              "needs about %,d MB heap, have %,d",
              needed / 1_000_000,
              free / 1_000_000);
      for (int batch : candidate.batches()) {
        report.take(IndexResult.skipped(candidate, batch, list, reason));
      }
      return;
    }
    Path directory = scratch.directory(candidate.name());
    String what = size + ": " + candidate.name();
    long start = System.nanoTime();
    try (Structure structure =
        candidate.loader().load(list, directory, status.lines(what + ", loading", list.lines()))) {
      long loadNanos = System.nanoTime() - start;
      boolean inFile = structure.fileBytes() > 0;
      long kept = inFile ? structure.fileBytes() : Math.max(0, HeapUse.bytes() - heapBefore);
      status.tell(what + ", measuring");
      for (int batch : candidate.batches()) {
        LookupRate.Result rate =
            LookupRate.measure(structure, list.questions(), batch, runs, duration);
        report.take(
            new IndexResult(
                candidate.name(),
                batch,
                list.lines(),
                list.bytes(),
                loadNanos,
                kept,
                inFile,
                rate,
                null));
      }
    }
    ScratchDirectory.delete(directory);
  }

  /** Is told each result as soon as it is known. */
  interface Report {
    void take(IndexResult result) throws IOException;
  }
}
