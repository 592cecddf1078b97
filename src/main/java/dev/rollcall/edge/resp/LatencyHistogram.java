package dev.rollcall.edge.resp;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many calls took how long, in steps that double: up to 1,024 ns, up to 2,048 and so on.
 * Thread-safe.
 */
final class LatencyHistogram {
  private static final int FIRST_BITS = 10;

  /** The last step ends at 9 minutes; what takes longer is in it too. */
  private static final int STEPS = 30;

  /** Redis names a step by the longest duration that its histogram cannot tell from its end. */
  private static final int PRECISION_BITS = 7;

  private final AtomicLongArray counts = new AtomicLongArray(STEPS);

  void add(long nanos, int calls) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, nanos - 1));
    counts.addAndGet(Math.min(STEPS - 1, Math.max(0, bits - FIRST_BITS)), calls);
  }

  /** How many calls took at most so many microseconds; steps without a call are left out. */
  SortedMap<Long, Long> cumulative() {
    SortedMap<Long, Long> steps = new TreeMap<>();
    long sum = 0;
    for (int step = 0; step < STEPS; step++) {
      long count = counts.get(step);
      if (count > 0) {
        sum += count;
        steps.put(micros(step), sum);
      }
    }
    return steps;
  }

  /**
   * The end of the step within which this share of the calls lies, in microseconds.
   *
   * @param share from 0 to 1
   */
  double percentile(double share) {
    long total = 0;
    for (int step = 0; step < STEPS; step++) {
      total += counts.get(step);
    }
    long sum = 0;
    for (int step = 0; step < STEPS; step++) {
      sum += counts.get(step);
      if (sum > 0 && sum >= share * total) {
        return nanos(step) / 1000.0;
      }
    }
    return 0;
  }

  private static long micros(int step) {
    return nanos(step) / 1000;
  }

  private static long nanos(int step) {
    long end = 1L << (FIRST_BITS + step);
    return end + (end >> PRECISION_BITS) - 1;
  }
}
