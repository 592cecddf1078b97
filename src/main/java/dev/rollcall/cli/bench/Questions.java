package dev.rollcall.cli.bench;

import dev.rollcall.base.ByteSlices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/** Keys to ask for in a random order, and whether each is on the list. Immutable. */
final class Questions {
  private final ByteSlices keys;
  private final boolean[] truths;

  private Questions(ByteSlices keys, boolean[] truths) {
    this.keys = keys;
    this.truths = truths;
  }

  int count() {
    return truths.length;
  }

  /** All questions, so many at a time; the last batch may have fewer. */
  List<Batch> inBatches(int size) {
    List<Batch> batches = new ArrayList<>(count() / size + 1);
    for (int from = 0; from < count(); from += size) {
      int to = Math.min(count(), from + size);
      ByteSlices slices = new ByteSlices(keys.bytes(), to - from);
      long answers = 0;
      for (int i = from; i < to; i++) {
        slices.add(keys.start(i), keys.end(i));
        answers |= truths[i] ? 1L << (i - from) : 0;
      }
      batches.add(new Batch(slices, answers));
    }
    return batches;
  }

  /**
   * Up to {@link Structure#BATCH_MAX} keys.
   *
   * @param answers one bit a key, the first in the lowest bit
   */
  record Batch(ByteSlices keys, long answers) {}

  /** Takes keys in any order. */
  static final class Collector {
    private final List<byte[]> keys;
    private final List<Boolean> truths;

    Collector(int expected) {
      keys = new ArrayList<>(expected);
      truths = new ArrayList<>(expected);
    }

    void add(byte[] bytes, int start, int end, boolean truth) {
      keys.add(Arrays.copyOfRange(bytes, start, end));
      truths.add(truth);
    }

    Questions shuffled(SplittableRandom random) {
      for (int i = keys.size() - 1; i > 0; i--) {
        int other = random.nextInt(i + 1);
        Collections.swap(keys, i, other);
        Collections.swap(truths, i, other);
      }
      boolean[] flags = new boolean[truths.size()];
      for (int i = 0; i < flags.length; i++) {
        flags[i] = truths.get(i);
      }
      return new Questions(ByteSlices.copyOf(keys), flags);
    }
  }
}
