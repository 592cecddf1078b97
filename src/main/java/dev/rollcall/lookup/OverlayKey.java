package dev.rollcall.lookup;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A member's bytes as the key of a map: a range of an array that nobody changes. Its hash has a
 * seed of this process, so that nobody can choose members that collide. Immutable.
 */
final class OverlayKey {
  private static final Hasher64 HASHER = hasher();

  private final byte[] bytes;
  private final int start;
  private final int length;
  private final int hash;

  /** The key in this range, which is not copied. */
  OverlayKey(byte[] bytes, int start, int length) {
    this.bytes = bytes;
    this.start = start;
    this.length = length;
    this.hash = (int) HASHER.hashBytesToLong(bytes, start, length);
  }

  /** The key that is all of an array. */
  OverlayKey(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private static Hasher64 hasher() {
    SecureRandom random = new SecureRandom();
    return Hashing.polymurHash2_0(random.nextLong(), random.nextLong());
  }

  byte[] bytes() {
    return bytes;
  }

  int start() {
    return start;
  }

  int length() {
    return length;
  }

  /** A copy of the key's bytes. */
  byte[] copy() {
    return Arrays.copyOfRange(bytes, start, start + length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OverlayKey key
        && hash == key.hash
        && Arrays.equals(
            bytes, start, start + length, key.bytes, key.start, key.start + key.length);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
