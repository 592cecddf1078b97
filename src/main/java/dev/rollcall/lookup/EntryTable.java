package dev.rollcall.lookup;

import java.io.IOException;
import java.util.Arrays;

/**
 * Gathers different lines whose hash lies in a range, in bounded memory, and hands them out sorted
 * by hash. Where the lines of the range do not fit, the range is cut in half as often as needed and
 * what lies beyond is forgotten: the caller comes back for it. Used again and again, so that its
 * arrays are made once; not thread-safe.
 *
 * <p>Ranges are of the upper 32 bits of hashes, which are what the bucket is made of.
 */
final class EntryTable {
  /** The end of the range of all hashes. */
  static final long ALL = 1L << Integer.SIZE;

  /** Hash, offset, order, and two to four slots. */
  private static final int ENTRY_BYTES = Long.BYTES + 6 * Integer.BYTES;

  private static final int ENTRIES_MIN = 16;
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private final int bytesMax;
  private final int countMax;
  private byte[] bytes = new byte[0];
  private int used;
  private long[] hashes = new long[0];
  private int[] offsets = new int[0];
  private int[] order = new int[0];
  private int count;

  /** Indexes of entries plus one, found by hash; a free slot is 0. */
  private int[] slots = new int[0];

  private int slotCount;
  private long from;
  private long to;

  /**
   * @param memoryBytes what the table may take, half of it for the lines themselves
   */
  EntryTable(long memoryBytes) {
    this.bytesMax = (int) Math.min(memoryBytes / 2, Integer.MAX_VALUE / 2);
    this.countMax = Math.max(ENTRIES_MIN, bytesMax / ENTRY_BYTES);
  }

  /** Begins anew with a range of hashes and with room for so much of what is to come as may be. */
  void clear(long from, long to, long expectedBytes, long expectedCount) {
    this.from = from;
    this.to = to;
    used = 0;
    count = 0;
    int bytesWanted = (int) Math.min(bytesMax, expectedBytes);
    if (bytes.length < bytesWanted) {
      bytes = new byte[withReserve(bytesWanted, bytesMax)];
    }
    int countWanted = (int) Math.min(countMax, Math.max(ENTRIES_MIN, expectedCount));
    if (hashes.length < countWanted) {
      int room = withReserve(countWanted, countMax);
      hashes = new long[room];
      offsets = new int[room];
      order = new int[room];
      slots = new int[Integer.highestOneBit(room) << 2];
    }
    slotCount = Math.min(slots.length, Integer.highestOneBit(countWanted) << 2);
    Arrays.fill(slots, 0, slotCount, 0);
  }

  /** How many lines there are. */
  int count() {
    return count;
  }

  /** The end of the range that is complete. */
  long to() {
    return to;
  }

  /** Adds a line unless it is there already or lies outside the range. */
  void add(long hash, byte[] line, int start, int length) {
    long place = hash >>> Integer.SIZE;
    if (place < from || place >= to) {
      return;
    }
    int slot = slot(hash);
    while (slots[slot] != 0) {
      if (same(slots[slot] - 1, hash, line, start, length)) {
        return;
      }
      slot = (slot + 1) & (slotCount - 1);
    }
    int size = EntryLength.bytes(length) + length;
    if ((count == room() || size > bytes.length - used) && !makeRoom(size)) {
      add(hash, line, start, length);
      return;
    }
    slots[slot] = count + 1;
    hashes[count] = hash;
    offsets[count] = used;
    count++;
    used = EntryLength.put(bytes, used, length);
    System.arraycopy(line, start, bytes, used, length);
    used += length;
  }

  /** Writes all lines, sorted by hash. The table has to be cleared afterwards. */
  void writeTo(SegmentWriter writer) throws IOException {
    sort();
    for (int i = 0; i < count; i++) {
      int entry = order[i];
      int length = EntryLength.get(bytes, offsets[entry]);
      int start = offsets[entry] + EntryLength.bytes(length);
      writer.add(hashes[entry], bytes, start, length);
    }
  }

  private boolean same(int entry, long hash, byte[] line, int start, int length) {
    if (hashes[entry] != hash) {
      return false;
    }
    int size = EntryLength.get(bytes, offsets[entry]);
    int at = offsets[entry] + EntryLength.bytes(size);
    return size == length && Arrays.equals(bytes, at, at + length, line, start, start + length);
  }

  /** How many entries there may be: half the slots stay free, or finding one would take long. */
  private int room() {
    return Math.min(hashes.length, slotCount / 2);
  }

  private int slot(long hash) {
    return (int) ((hash * MIX) >>> (Long.SIZE - Integer.numberOfTrailingZeros(slotCount)));
  }

  /**
   * Makes room for one more line, in place where that leaves all slots as they are (true), or by
   * giving up half of the range.
   */
  private boolean makeRoom(int size) {
    if (to - from > 1) {
      giveUpHalf();
      return false;
    }
    // Lines of one place only: they are few, but may be longer than all the room there is.
    bytes = Arrays.copyOf(bytes, Math.max(bytes.length, used + size));
    if (count < room()) {
      return true;
    }
    hashes = Arrays.copyOf(hashes, count * 2);
    offsets = Arrays.copyOf(offsets, count * 2);
    order = new int[count * 2];
    slots = new int[slots.length * 2];
    slotCount = slots.length;
    index();
    return false;
  }

  private void giveUpHalf() {
    to = from + (to - from) / 2;
    int kept = 0;
    used = 0;
    for (int entry = 0; entry < count; entry++) {
      if (hashes[entry] >>> Integer.SIZE < to) {
        int offset = offsets[entry];
        int length = EntryLength.get(bytes, offset);
        int size = EntryLength.bytes(length) + length;
        System.arraycopy(bytes, offset, bytes, used, size);
        hashes[kept] = hashes[entry];
        offsets[kept] = used;
        used += size;
        kept++;
      }
    }
    count = kept;
    index();
  }

  private void index() {
    Arrays.fill(slots, 0, slotCount, 0);
    for (int entry = 0; entry < count; entry++) {
      int slot = slot(hashes[entry]);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slotCount - 1);
      }
      slots[slot] = entry + 1;
    }
  }

  /** Deals the entries to equal shares of the range first, then puts neighbours in order. */
  private void sort() {
    int shift = 0;
    while ((to - from - 1) >>> shift >= slotCount) {
      shift++;
    }
    Arrays.fill(slots, 0, slotCount, 0);
    for (int entry = 0; entry < count; entry++) {
      slots[(int) ((place(entry) - from) >>> shift)]++;
    }
    int end = 0;
    for (int share = 0; share < slotCount; share++) {
      int size = slots[share];
      slots[share] = end;
      end += size;
    }
    for (int entry = 0; entry < count; entry++) {
      order[slots[(int) ((place(entry) - from) >>> shift)]++] = entry;
    }
    for (int i = 1; i < count; i++) {
      int entry = order[i];
      long place = place(entry);
      int j = i;
      for (; j > 0 && place(order[j - 1]) > place; j--) {
        order[j] = order[j - 1];
      }
      order[j] = entry;
    }
  }

  private long place(int entry) {
    return hashes[entry] >>> Integer.SIZE;
  }

  private static int withReserve(int wanted, int max) {
    return (int) Math.min(max, wanted + (long) (wanted >>> 2));
  }
}
