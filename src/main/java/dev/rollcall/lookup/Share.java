package dev.rollcall.lookup;

import dev.rollcall.base.ByteSlices;
import java.util.ArrayList;
import java.util.List;

/** The keys of one batch that one owner answers for, and where they stand in the batch. */
final class Share {
  private final ByteSlices batch;
  private final ByteSlices keys;
  private final List<Integer> indices = new ArrayList<>();
  private long bytes;

  Share(ByteSlices batch) {
    this.batch = batch;
    this.keys = new ByteSlices(batch.bytes());
  }

  /** Takes the key with this index of the batch. */
  void add(int index) {
    keys.add(batch.start(index), batch.end(index));
    indices.add(index);
    bytes += batch.length(index);
  }

  ByteSlices keys() {
    return keys;
  }

  /** The length of all keys. */
  long bytes() {
    return bytes;
  }

  /** Puts the answers to these keys where they belong among those of the batch. */
  void put(long[] found, long[] answers) {
    for (int i = 0; i < indices.size(); i++) {
      int index = indices.get(i);
      answers[index >>> 6] |= (found[i >>> 6] >>> i & 1) << index;
    }
  }
}
