package dev.rollcall.cli.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Cuts what arrives into lines, in place: only a line that two chunks share is copied. Not
 * thread-safe.
 */
final class LineSplitter {
  private final Sink sink;
  private final ByteBuf held = Unpooled.buffer();

  LineSplitter(Sink sink) {
    this.sink = sink;
  }

  /** Takes lines. */
  interface Sink {
    /** The line's bytes are those of {@code buffer} from {@code start} to {@code end}. */
    void line(ByteBuf buffer, int start, int end);
  }

  /** Takes all readable bytes. */
  void take(ByteBuf arrived) {
    int length = arrived.bytesBefore((byte) '\n');
    while (length >= 0) {
      int start = arrived.readerIndex();
      if (held.isReadable()) {
        held.writeBytes(arrived, start, length);
        sink.line(held, 0, held.writerIndex());
        held.clear();
      } else {
        sink.line(arrived, start, start + length);
      }
      arrived.readerIndex(start + length + 1);
      length = arrived.bytesBefore((byte) '\n');
    }
    held.writeBytes(arrived);
  }

  static boolean startsWith(ByteBuf line, int start, int end, byte[] head) {
    if (end - start < head.length) {
      return false;
    }
    for (int i = 0; i < head.length; i++) {
      if (line.getByte(start + i) != head[i]) {
        return false;
      }
    }
    return true;
  }
}
