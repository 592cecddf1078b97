package dev.rollcall.lookup;

/**
 * The length that precedes an entry where lengths vary: seven bits a byte, lowest first, the top
 * bit set on all but the last. Lines shorter than 128 bytes take one byte, the longest three.
 */
final class EntryLength {
  /** As many bytes as the length of the longest line takes. */
  static final int BYTES_MAX = 3;

  private EntryLength() {}

  /** How many bytes the length takes. */
  static int bytes(int length) {
    return length < 1 << 7 ? 1 : length < 1 << 14 ? 2 : BYTES_MAX;
  }

  /** Writes the length and returns the index after it. */
  static int put(byte[] bytes, int at, int length) {
    int rest = length;
    int index = at;
    while (rest >= 1 << 7) {
      bytes[index++] = (byte) (rest | 1 << 7);
      rest >>>= 7;
    }
    bytes[index++] = (byte) rest;
    return index;
  }

  /** The length written at this index. */
  static int get(byte[] bytes, int at) {
    int length = bytes[at];
    if (length >= 0) {
      return length;
    }
    length = (length & 0x7f) | bytes[at + 1] << 7;
    return length >= 0 ? length : (length & 0x3fff) | (bytes[at + 2] & 0x7f) << 14;
  }
}
