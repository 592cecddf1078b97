package dev.rollcall.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
  @Test
  void tellsPercentilesCloseToTheTrueOnes() {
    Random random = new Random(1);
    long[] durations = new long[100_000];
    LatencyHistogram histogram = new LatencyHistogram();
    for (int i = 0; i < durations.length; i++) {
      durations[i] = (long) Math.exp(random.nextDouble() * 25);
      histogram.record(durations[i]);
    }
    Arrays.sort(durations);
    for (double share : new double[] {0.01, 0.5, 0.95, 0.99, 0.9999, 1}) {
      long truth = durations[(int) Math.ceil(durations.length * share) - 1];
      assertThat(histogram.percentileNanos(share))
          .isBetween(truth, truth + Math.max(1, truth / 64));
    }
    assertThat(histogram.maxNanos()).isEqualTo(durations[durations.length - 1]);
  }

  @Test
  void holdsTheSmallestAndTheLargest() {
    LatencyHistogram histogram = new LatencyHistogram();
    assertThat(histogram.percentileNanos(0.5)).isZero();
    histogram.record(0);
    assertThat(histogram.percentileNanos(0.5)).isZero();
    histogram.record(Long.MAX_VALUE);
    assertThat(histogram.percentileNanos(1)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void addsUp() {
    LatencyHistogram one = new LatencyHistogram();
    LatencyHistogram other = new LatencyHistogram();
    one.record(10);
    other.record(20);
    other.record(30);
    one.add(other);
    assertThat(one.percentileNanos(0.33)).isEqualTo(10);
    assertThat(one.percentileNanos(0.66)).isEqualTo(20);
    assertThat(one.maxNanos()).isEqualTo(30);
  }
}
