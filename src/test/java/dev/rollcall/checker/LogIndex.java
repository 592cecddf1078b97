package dev.rollcall.checker;

import dev.rollcall.checker.FinalLog.Entry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds places in a final log: a position is an index into its entries, -1 for none. */
final class LogIndex {
  private final FinalLog log;
  private final Map<String, Integer> positions = new HashMap<>();

  LogIndex(FinalLog log) {
    this.log = log;
    List<Entry> entries = log.entries();
    for (int position = 0; position < entries.size(); position++) {
      positions.putIfAbsent(entries.get(position).value(), position);
    }
  }

  int size() {
    return log.entries().size();
  }

  Entry entry(int position) {
    return log.entries().get(position);
  }

  /** Where a value is; the first place if there are several. */
  int position(String value) {
    return positions.getOrDefault(value, -1);
  }

  /** Where an ID is. */
  int position(LogId id) {
    int position = atOrAfter(id);
    return position < size() && entry(position).id().equals(id) ? position : -1;
  }

  /** The first position whose ID is not below this one; the size if there is none. */
  int atOrAfter(LogId id) {
    int low = 0;
    int high = size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (entry(middle).id().compareTo(id) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The first position whose ID is above this one; the size if there is none. */
  int after(LogId id) {
    int position = atOrAfter(id);
    return position < size() && entry(position).id().equals(id) ? position + 1 : position;
  }

  /** Whether messages with this ID are not kept any more. */
  boolean isTrimmed(LogId id) {
    LogId first = log.trimmedBefore();
    return first != null && id.compareTo(first) < 0;
  }

  /** Whether something was taken away. */
  boolean isTrimmed() {
    return log.trimmedBefore() != null;
  }
}
