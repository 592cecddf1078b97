package dev.rollcall.cli.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How many questions a structure answers in a second, asked by one thread, and how many of the
 * answers were wrong: every one is compared with the truth.
 */
final class LookupRate {
  /** Reading the clock this rarely costs nothing even where an answer takes nanoseconds. */
  private static final long CLOCK_NANOS = 1_000_000;

  /** Where an answer takes longer than the time there is, so many are waited for all the same. */
  private static final int QUESTIONS_MIN = 4;

  private final Structure structure;
  private final List<Questions.Batch> batches;
  private int next;
  private long asked;
  private long wrong;

  private LookupRate(Structure structure, List<Questions.Batch> batches) {
    this.structure = structure;
    this.batches = batches;
  }

  /**
   * Warms up for as long as a run lasts, then measures.
   *
   * @param batch how many keys are asked at a time
   */
  static Result measure(
      Structure structure, Questions questions, int batch, int runs, Duration duration)
      throws IOException {
    LookupRate rate = new LookupRate(structure, questions.inBatches(batch));
    rate.run(duration);
    double[] perSecond = new double[runs];
    for (int i = 0; i < runs; i++) {
      perSecond[i] = rate.run(duration);
    }
    Arrays.sort(perSecond);
    double median = (perSecond[(runs - 1) / 2] + perSecond[runs / 2]) / 2;
    return new Result(median, perSecond[0], perSecond[runs - 1], rate.asked, rate.wrong);
  }

  /** Asks for so long and tells how many questions were answered in a second. */
  private double run(Duration duration) throws IOException {
    long before = asked;
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    long now = start;
    for (int count = 1; now < end || asked - before < QUESTIONS_MIN; ) {
      long last = now;
      ask(count);
      now = System.nanoTime();
      if (now - last < CLOCK_NANOS) {
        count *= 2;
      }
    }
    return (asked - before) * 1e9 / (now - start);
  }

  private void ask(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Questions.Batch batch = batches.get(next);
      next = next + 1 == batches.size() ? 0 : next + 1;
      wrong += Long.bitCount(structure.contains(batch.keys()) ^ batch.answers());
      asked += batch.keys().count();
    }
  }

  /**
   * What was measured.
   *
   * @param perSecond the median of the runs
   * @param slowest of the runs, in questions a second
   * @param fastest of the runs, in questions a second
   * @param asked with those of the warm-up, as {@code wrong}
   */
  record Result(double perSecond, double slowest, double fastest, long asked, long wrong) {}
}
