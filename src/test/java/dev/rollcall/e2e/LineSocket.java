package dev.rollcall.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * A raw connection to a line listener that tells whole lines from torn ones. Read by one thread;
 * may be closed by another.
 */
final class LineSocket implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket;
  private final InputStream in;

  LineSocket(int port) throws IOException {
    this(port, 0);
  }

  /**
   * Connects.
   *
   * @param receiveBytes what the system may hold for a reader that does not read; 0 for its default
   */
  LineSocket(int port, int receiveBytes) throws IOException {
    socket = new Socket();
    if (receiveBytes > 0) {
      socket.setReceiveBufferSize(receiveBytes);
    }
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
  }

  LineSocket send(String text) throws IOException {
    return send(text.getBytes(UTF_8));
  }

  LineSocket send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** The next line without its newline; null where the stream ends, in the middle of one or not. */
  @Nullable String line() throws IOException {
    return lineWithin(Integer.MAX_VALUE);
  }

  /** The next line; null too if it is not whole within so many bytes, which are then lost. */
  @Nullable String lineWithin(int bytes) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (line.size() < bytes) {
      int b = in.read();
      if (b < 0) {
        return null;
      } else if (b == '\n') {
        return line.toString(UTF_8);
      }
      line.write(b);
    }
    return null;
  }

  /** The next line, which has to be there. */
  String answer() throws IOException {
    String line = line();
    if (line == null) {
      throw new IOException("closed by the server");
    }
    return line;
  }

  /** Whether the server has something to say within this time; what it says can then be read. */
  boolean answersWithin(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      in.mark(1);
      boolean open = in.read() >= 0;
      in.reset();
      return open;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } finally {
      socket.setSoTimeout(PATIENCE_MILLIS);
    }
  }

  /** Vanishes: the server's side learns of it by a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
