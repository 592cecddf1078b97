package dev.rollcall.cli.bench;

import io.netty.buffer.ByteBuf;

/** Reads numbers out of a line. Not thread-safe. */
final class Digits {
  private final ByteBuf line;
  private final int end;
  private int position;

  Digits(ByteBuf line, int end) {
    this.line = line;
    this.end = end;
  }

  /** The number whose digits begin at {@code start}; -1 if there is none. */
  long read(int start) {
    long number = 0;
    position = start;
    while (position < end && line.getByte(position) >= '0' && line.getByte(position) <= '9') {
      number = number * 10 + line.getByte(position++) - '0';
    }
    return position == start ? -1 : number;
  }

  /** Where the number read last ended. */
  int position() {
    return position;
  }
}
