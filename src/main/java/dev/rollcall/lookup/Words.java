package dev.rollcall.lookup;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Little-endian words at any byte offset of arrays and buffers, bounds checked. */
final class Words {
  private static final VarHandle ARRAY_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BUFFER_LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Words() {}

  static long get(byte[] bytes, int at) {
    return (long) ARRAY_LONG.get(bytes, at);
  }

  static void put(byte[] bytes, int at, long word) {
    ARRAY_LONG.set(bytes, at, word);
  }

  static long get(ByteBuffer buffer, int at) {
    return (long) BUFFER_LONG.get(buffer, at);
  }

  /**
   * One word that tells most strings of the same length apart: the last eight bytes, since lists
   * often have beginnings in common, or all of it with zeroes above where it is shorter.
   */
  static long probe(byte[] bytes, int start, int length) {
    if (length >= Long.BYTES) {
      return get(bytes, start + length - Long.BYTES);
    }
    if (start + Long.BYTES <= bytes.length) {
      return get(bytes, start) & mask(length);
    }
    long probe = 0;
    for (int i = length - 1; i >= 0; i--) {
      probe = probe << Byte.SIZE | (bytes[start + i] & 0xff);
    }
    return probe;
  }

  /** Where in a string of this length its probe lies. */
  static int probeAt(int length) {
    return Math.max(0, length - Long.BYTES);
  }

  /** Ones over the bytes of a word that belong to a string of this length. */
  static long mask(int length) {
    return length >= Long.BYTES ? -1L : (1L << (length * Byte.SIZE)) - 1;
  }

  /** Whether two ranges whose probes are equal are equal all over. */
  static boolean sameRest(ByteBuffer buffer, int at, byte[] bytes, int start, int length) {
    int probe = length - Long.BYTES;
    for (int i = 0; i < probe; i += Long.BYTES) {
      if (get(buffer, at + i) != get(bytes, start + i)) {
        return false;
      }
    }
    return true;
  }
}
