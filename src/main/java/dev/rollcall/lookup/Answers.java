package dev.rollcall.lookup;

/**
 * The answers to one batch of keys, in the order of the keys, all from one generation. Immutable
 * once handed out.
 */
public final class Answers {
  private final long generation;
  private final long[] bits;

  /**
   * Takes the answers over without copying them.
   *
   * @param generation the fingerprint of the content that was asked; equal content has equal
   *     fingerprints on every node
   * @param bits one bit a key, the first key in the lowest bit of the first word
   */
  public Answers(long generation, long[] bits) {
    this.generation = generation;
    this.bits = bits;
  }

  /** The fingerprint of the content that was asked. */
  public long generation() {
    return generation;
  }

  /** One bit a key; not to be changed. */
  long[] bits() {
    return bits;
  }

  /** How many of the keys are members. */
  int hits() {
    int hits = 0;
    for (long word : bits) {
      hits += Long.bitCount(word);
    }
    return hits;
  }

  /** Whether the key with this index is a member. */
  public boolean contains(int index) {
    return (bits[index >>> 6] >>> index & 1) != 0;
  }
}
