package dev.rollcall.cli.bench;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One structure at one size, or why it was left out.
 *
 * @param lineBytes of all lines without their newlines
 * @param keptBytes the files the structure answers from, or what the heap holds more than before
 * @param skipped why nothing was measured; then there is no rate
 */
record IndexResult(
    String structure,
    int batch,
    int lines,
    long lineBytes,
    long loadNanos,
    long keptBytes,
    boolean inFile,
    LookupRate.@Nullable Result rate,
    @Nullable String skipped) {

  static IndexResult skipped(Candidate candidate, int batch, KnownList list, String reason) {
    return new IndexResult(
        candidate.name(), batch, list.lines(), list.bytes(), 0, 0, false, null, reason);
  }

  static String heading() {
    return String.format(
        "%13s  %-12s %5s %9s %12s %10s  %-4s %10s %8s",
        "lines", "structure", "batch", "load s", "lookups/s", "kept MB", "in", "B over", "wrong");
  }

  /** What the columns mean. */
  static String legend() {
    return "lookups/s: one thread, half the keys on the list, median of the runs; batch: keys asked"
        + " at a time.\nkept: the files that are answered from (in file), or what the heap holds"
        + " more than before (in heap).\nB over: of what is kept, bytes per line beyond the line"
        + " itself. 1 MB is 1,000,000 bytes.";
  }

  String row() {
    String head = String.format(Locale.ROOT, "%,13d  %-12s %5d ", lines, structure, batch);
    return rate == null
        ? head + "skipped: " + skipped
        : head
            + String.format(
                Locale.ROOT,
                "%9.3f %12s %,10.1f  %-4s %10.1f %,8d",
                loadNanos / 1e9,
                String.format(
                    Locale.ROOT, rate.perSecond() < 100 ? "%.1f" : "%,.0f", rate.perSecond()),
                keptBytes / 1e6,
                place(),
                bytesOver(),
                rate.wrong());
  }

  String json() {
    String head =
        String.format(
            Locale.ROOT,
            "{\"lines\":%d,\"structure\":\"%s\",\"batch\":%d,",
            lines,
            structure,
            batch);
    return rate == null
        ? head + "\"skipped\":\"" + skipped + "\"}"
        : head
            + String.format(
                Locale.ROOT,
                "\"loadSeconds\":%.6f,\"lookupsPerSecond\":%.1f,\"slowestPerSecond\":%.1f,"
                    + "\"fastestPerSecond\":%.1f,\"keptBytes\":%d,\"keptIn\":\"%s\","
                    + "\"bytesOverPerLine\":%.2f,\"asked\":%d,\"wrong\":%d}",
                loadNanos / 1e9,
                rate.perSecond(),
                rate.slowest(),
                rate.fastest(),
                keptBytes,
                place(),
                bytesOver(),
                rate.asked(),
                rate.wrong());
  }

  /** As in the chart's legend. */
  String series() {
    return batch == 1 ? structure : structure + ", batches of " + batch;
  }

  /** Questions answered in a second; 0 where nothing was measured. */
  double perSecond() {
    return rate == null ? 0 : rate.perSecond();
  }

  boolean right() {
    return rate == null || rate.wrong() == 0;
  }

  private String place() {
    return inFile ? "file" : "heap";
  }

  private double bytesOver() {
    return (double) (keptBytes - lineBytes) / lines;
  }
}
