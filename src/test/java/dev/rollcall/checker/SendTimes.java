package dev.rollcall.checker;

import dev.rollcall.checker.Appends.Append;

/** When the messages of a log were sent, answered without looking at each of them. */
final class SendTimes implements Reception.Sent {
  private final int size;

  /** The latest moment at which any of the messages up to a position was sent. */
  private final long[] latest;

  SendTimes(LogIndex index, Appends appends) {
    size = index.size();
    latest = new long[size];
    long soFar = Long.MIN_VALUE;
    for (int position = 0; position < size; position++) {
      Append append = appends.of(index.entry(position).value());
      if (append != null) {
        soFar = Math.max(soFar, append.invoke().at());
      }
      latest[position] = soFar;
    }
  }

  @Override
  public int firstSentAfter(long at, int end) {
    int low = 0;
    int high = Math.min(end, size);
    int limit = high;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (latest[middle] > at) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low < limit ? low : -1;
  }
}
