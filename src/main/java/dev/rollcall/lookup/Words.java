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

  /** The first eight bytes of a range, or all of it with zeroes above where it is shorter. */
  static long head(byte[] bytes, int start, int length) {
    if (start + Long.BYTES <= bytes.length) {
      return get(bytes, start) & mask(length);
    }
    long head = 0;
    for (int i = Math.min(length, Long.BYTES) - 1; i >= 0; i--) {
      head = head << Byte.SIZE | (bytes[start + i] & 0xff);
    }
    return head;
  }

  /** Ones over the bytes of a word that belong to a string of this length. */
  static long mask(int length) {
    return length >= Long.BYTES ? -1L : (1L << (length * Byte.SIZE)) - 1;
  }

  /** Whether two ranges, longer than a word and equal in their first, are equal. */
  static boolean sameTail(ByteBuffer buffer, int at, byte[] bytes, int start, int length) {
    int last = length - Long.BYTES;
    for (int i = Long.BYTES; i < last; i += Long.BYTES) {
      if (get(buffer, at + i) != get(bytes, start + i)) {
        return false;
      }
    }
    return get(buffer, at + last) == get(bytes, start + last);
  }
}
