package dev.rollcall.broadcast;

/** So many messages of so many bytes together. Immutable. */
record Amount(long count, long bytes) {
  static final Amount NOTHING = new Amount(0, 0);

  /** What a batch appends. */
  static Amount of(Batch batch) {
    return new Amount(batch.count(), batch.bytes());
  }

  Amount plus(Amount other) {
    return new Amount(count + other.count, bytes + other.bytes);
  }

  Amount minus(Amount other) {
    return new Amount(count - other.count, bytes - other.bytes);
  }

  /** The smaller number of each, and not less than nothing. */
  Amount atMost(Amount other) {
    return new Amount(
        Math.max(0, Math.min(count, other.count)), Math.max(0, Math.min(bytes, other.bytes)));
  }
}
