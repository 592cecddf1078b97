package dev.rollcall.client;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.Escape;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * One connection: texts go out as lines, answers come in as lines in the same order. One thread may
 * send while another receives; each of the two is for one thread at a time.
 */
final class LookupConnection implements AutoCloseable {
  /** Four TLS records: few system calls, and little memory for a connection. */
  private static final int BUFFER_BYTES = 64 << 10;

  /** Far above any error line; a stranger's endless line must not fill the memory. */
  private static final int ANSWER_BYTES_MAX = 4096;

  private static final byte[] EXISTS = "STRING EXISTS".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOT_FOUND = "STRING NOT FOUND".getBytes(StandardCharsets.US_ASCII);
  private static final String ERROR = "ERROR ";

  /** The first byte of a TLS alert, with which a TLS listener answers plain text. */
  private static final int TLS_ALERT = 0x15;

  private final Connector connector;
  private final Socket transport;
  private final OutputStream out;
  private final InputStream in;
  private final byte[] outgoing = new byte[BUFFER_BYTES];
  private int outgoingBytes;
  private final byte[] incoming = new byte[BUFFER_BYTES];
  private int incomingStart;
  private int incomingEnd;

  /**
   * @param transport the socket of the network, closed to wake whoever waits for it
   * @param socket the same socket, or TLS over it
   */
  LookupConnection(Connector connector, Socket transport, Socket socket) throws IOException {
    this.connector = connector;
    this.transport = transport;
    this.out = socket.getOutputStream();
    this.in = socket.getInputStream();
  }

  /** Sends the texts, each as one line. */
  void send(ByteSlices texts) throws IOException {
    try {
      for (int i = 0; i < texts.count(); i++) {
        put(texts.bytes(), texts.start(i), texts.end(i));
        if (texts.length(i) > 0 && texts.bytes()[texts.end(i) - 1] == '\r') {
          // The server takes one CR before the newline for a part of the line's end.
          put((byte) '\r');
        }
        put((byte) '\n');
      }
      flush();
    } catch (IOException e) {
      throw connector.lost(e);
    }
  }

  /** Waits for {@code count} answers; bit i says whether text i exists. */
  BitSet receive(int count) throws IOException {
    BitSet answers = new BitSet(count);
    try {
      for (int i = 0; i < count; i++) {
        int end = lineEnd();
        answers.set(i, isMember(incomingStart, end));
        incomingStart = end + 1;
      }
      return answers;
    } catch (IOException e) {
      throw connector.lost(e);
    }
  }

  /**
   * Closes the connection beneath TLS: the other side loses nothing by a missing farewell, and a
   * thread that waits in it is woken.
   */
  @Override
  public void close() {
    try {
      transport.close();
    } catch (IOException e) {
      // Nothing is left to be done about it.
    }
  }

  private void put(byte[] bytes, int start, int end) throws IOException {
    if (end - start > outgoing.length - outgoingBytes) {
      flush();
      if (end - start > outgoing.length) {
        out.write(bytes, start, end - start);
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

  private void flush() throws IOException {
    out.write(outgoing, 0, outgoingBytes);
    outgoingBytes = 0;
    out.flush();
  }

  /** The index of the next newline, reading on until there is one. */
  private int lineEnd() throws IOException {
    int searched = incomingStart;
    while (true) {
      for (int i = searched; i < incomingEnd; i++) {
        if (incoming[i] == '\n') {
          return i;
        }
      }
      searched = refill();
    }
  }

  /** Reads more bytes behind what is left; returns where the new ones begin. */
  private int refill() throws IOException {
    int left = incomingEnd - incomingStart;
    if (left > ANSWER_BYTES_MAX || (left > 0 && incoming[incomingStart] == TLS_ALERT)) {
      throw unexpected(incomingEnd);
    }
    System.arraycopy(incoming, incomingStart, incoming, 0, left);
    incomingStart = 0;
    incomingEnd = left;
    int count = in.read(incoming, left, incoming.length - left);
    if (count < 0) {
      throw new EOFException();
    }
    incomingEnd += count;
    return left;
  }

  private boolean isMember(int start, int end) throws IOException {
    if (equal(start, end, EXISTS)) {
      return true;
    }
    if (equal(start, end, NOT_FOUND)) {
      return false;
    }
    String line = new String(incoming, start, end - start, StandardCharsets.UTF_8);
    if (line.startsWith(ERROR)) {
      String[] codeAndText = line.substring(ERROR.length()).split(" ", 2);
      String text = codeAndText.length > 1 ? codeAndText[1] : "";
      throw new ServerError(Escape.text(codeAndText[0]), Escape.text(text));
    }
    throw unexpected(end);
  }

  private boolean equal(int start, int end, byte[] answer) {
    if (end - start != answer.length) {
      return false;
    }
    for (int i = 0; i < answer.length; i++) {
      if (incoming[start + i] != answer[i]) {
        return false;
      }
    }
    return true;
  }

  private IOException unexpected(int end) {
    if (incoming[incomingStart] == TLS_ALERT) {
      return new IOException("the server speaks TLS there; leave out --no-tls");
    }
    int shown = Math.min(end, incomingStart + 60);
    return new IOException(
        "not an answer of a lookup listener: " + Escape.bytes(incoming, incomingStart, shown));
  }
}
