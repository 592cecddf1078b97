package dev.rollcall.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;

/**
 * One connection as bytes, for protocols whose messages are whole writes. One thread may write
 * while another reads; {@link #close} may be called by any and wakes both.
 *
 * <p>A failure is an {@link IOException} whose message is one line fit for a user.
 */
public final class StreamConnection implements AutoCloseable {
  private final Connector connector;
  private final Socket transport;
  private final Socket socket;
  private final OutputStream out;
  private final InputStream in;

  /**
   * @param transport the socket of the network, closed to wake whoever waits for it
   * @param socket the same socket, or TLS over it
   */
  StreamConnection(Connector connector, Socket transport, Socket socket) throws IOException {
    this.connector = connector;
    this.transport = transport;
    this.socket = socket;
    this.out = socket.getOutputStream();
    this.in = socket.getInputStream();
  }

  /** A connection ready for use, its TLS handshake done. */
  public static StreamConnection open(ConnectionOptions options) throws IOException {
    return new Connector(options).connect();
  }

  /** Sends the bytes at once. */
  public void write(byte[] bytes) throws IOException {
    write(bytes, 0, bytes.length);
  }

  void write(byte[] bytes, int start, int length) throws IOException {
    try {
      out.write(bytes, start, length);
      out.flush();
    } catch (IOException e) {
      throw connector.lost(e);
    }
  }

  /** Waits for bytes and reads as many as there are; -1 where the server has ended its side. */
  public int read(byte[] buffer) throws IOException {
    return read(buffer, 0, buffer.length);
  }

  int read(byte[] buffer, int start, int length) throws IOException {
    try {
      return in.read(buffer, start, length);
    } catch (IOException e) {
      throw connector.lost(e);
    }
  }

  /** Sets how long a read may wait, in place of the options' limit; 0 for ever. */
  public void waitAtMost(Duration limit) throws IOException {
    try {
      transport.setSoTimeout(Connector.millis(limit));
    } catch (SocketException e) {
      throw connector.lost(e);
    }
  }

  /** Tells the server that nothing more will be sent; what it still says can be read. */
  public void endOutput() throws IOException {
    try {
      socket.shutdownOutput();
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

  /** The same failure, told so that a user knows what to do. */
  IOException lost(IOException e) {
    return connector.lost(e);
  }
}
