package dev.rollcall.client;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.Escape;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * One connection as lines: buffers what is sent, and cuts what arrives at its newlines. One thread
 * may send while another receives; each of the two is for one thread at a time.
 */
final class LineConnection implements AutoCloseable {
  /** Four TLS records: few system calls, and little memory for a connection. */
  private static final int BUFFER_BYTES = 64 << 10;

  private static final int SHOWN_BYTES = 60;

  /** The first byte of a TLS alert, with which a TLS listener answers plain text. */
  private static final int TLS_ALERT = 0x15;

  private final StreamConnection stream;
  private final String protocol;
  private final int lineBytesMax;
  private final byte[] outgoing = new byte[BUFFER_BYTES];
  private int outgoingBytes;
  private byte[] incoming = new byte[BUFFER_BYTES];
  private int lineStart;
  private int lineEnd = -1;
  private int incomingEnd;

  /**
   * @param protocol what the listener should speak, for what is told where it does not
   * @param lineBytesMax far above any line the server means to send; a stranger's endless line must
   *     not fill the memory
   */
  LineConnection(StreamConnection stream, String protocol, int lineBytesMax) {
    this.stream = stream;
    this.protocol = protocol;
    this.lineBytesMax = lineBytesMax;
  }

  /** Sends, with {@link #flush}, a line that begins with {@code head} and ends in each text. */
  void putLines(byte[] head, ByteSlices texts) throws IOException {
    for (int i = 0; i < texts.count(); i++) {
      put(head, 0, head.length);
      put(texts.bytes(), texts.start(i), texts.end(i));
      if (texts.length(i) > 0 && texts.bytes()[texts.end(i) - 1] == '\r') {
        // The server takes one CR before the newline for a part of the line's end.
        put((byte) '\r');
      }
      put((byte) '\n');
    }
  }

  void flush() throws IOException {
    stream.write(outgoing, 0, outgoingBytes);
    outgoingBytes = 0;
  }

  /**
   * Waits for the next line, which then lies between {@link #start} and {@link #end}.
   *
   * @throws EOFException if the server closes the connection instead
   */
  void next() throws IOException {
    lineStart = lineEnd + 1;
    int searched = lineStart;
    while (true) {
      for (int i = searched; i < incomingEnd; i++) {
        if (incoming[i] == '\n') {
          lineEnd = i;
          return;
        }
      }
      searched = refill();
    }
  }

  /** Whether another whole line is here already, and begins like this. */
  boolean hasNext(byte[] beginning) {
    int start = lineEnd + 1;
    for (int i = start; i < incomingEnd; i++) {
      if (incoming[i] == '\n') {
        return startsWith(start, i, beginning);
      }
    }
    return false;
  }

  /** What {@link #start} and {@link #end} are indexes of; overwritten by {@link #next}. */
  byte[] bytes() {
    return incoming;
  }

  int start() {
    return lineStart;
  }

  int end() {
    return lineEnd;
  }

  /** The current line as text. */
  String text() {
    return new String(incoming, lineStart, lineEnd - lineStart, StandardCharsets.UTF_8);
  }

  boolean lineIs(byte[] expected) {
    return Arrays.equals(incoming, lineStart, lineEnd, expected, 0, expected.length);
  }

  boolean lineStartsWith(byte[] expected) {
    return startsWith(lineStart, lineEnd, expected);
  }

  /** What went wrong where the current line is not what was expected. */
  IOException error() {
    Optional<ServerError> told = ServerError.in(text());
    return told.isPresent() ? told.get() : unexpected(lineEnd);
  }

  /** The bytes beneath; not to be read from. */
  StreamConnection stream() {
    return stream;
  }

  @Override
  public void close() {
    stream.close();
  }

  private boolean startsWith(int start, int end, byte[] expected) {
    return end - start >= expected.length
        && Arrays.equals(incoming, start, start + expected.length, expected, 0, expected.length);
  }

  private void put(byte[] bytes, int start, int end) throws IOException {
    if (end - start > outgoing.length - outgoingBytes) {
      flush();
      if (end - start > outgoing.length) {
        stream.write(bytes, start, end - start);
        return;
      }
    }
    System.arraycopy(bytes, start, outgoing, outgoingBytes, end - start);
    outgoingBytes += end - start;
  }

  private void put(byte b) throws IOException {
    if (outgoingBytes == outgoing.length) {
      flush();
    }
    outgoing[outgoingBytes++] = b;
  }

  /** Reads more bytes behind what is left; returns where the new ones begin. */
  private int refill() throws IOException {
    int left = incomingEnd - lineStart;
    if (left > lineBytesMax || (left > 0 && incoming[lineStart] == TLS_ALERT)) {
      throw unexpected(incomingEnd);
    }
    if (left == incoming.length) {
      incoming = Arrays.copyOfRange(incoming, lineStart, lineStart + 2 * left);
    } else {
      System.arraycopy(incoming, lineStart, incoming, 0, left);
    }
    lineStart = 0;
    lineEnd = -1;
    incomingEnd = left;
    int count = stream.read(incoming, left, incoming.length - left);
    if (count < 0) {
      throw stream.lost(new EOFException());
    }
    incomingEnd += count;
    return left;
  }

  private IOException unexpected(int end) {
    if (lineStart < incomingEnd && incoming[lineStart] == TLS_ALERT) {
      return stream.lost(new IOException("the server speaks TLS there; leave out --no-tls"));
    }
    int shown = Math.min(end, lineStart + SHOWN_BYTES);
    return stream.lost(
        new IOException(
            "not an answer of a "
                + protocol
                + " listener: "
                + Escape.bytes(incoming, lineStart, shown)));
  }
}
