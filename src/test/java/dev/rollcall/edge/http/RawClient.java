package dev.rollcall.edge.http;

import dev.rollcall.edge.HttpFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A blocking client that sends bytes as they are; a read that takes too long fails. */
final class RawClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");

  private final Socket socket;

  RawClient(HttpFixture fixture) throws IOException {
    this(fixture, 0);
  }

  /**
   * @param receiveBytes what the system may hold of what is not read; 0 for its default
   */
  RawClient(HttpFixture fixture, int receiveBytes) throws IOException {
    socket = new Socket();
    if (receiveBytes > 0) {
      socket.setReceiveBufferSize(receiveBytes);
    }
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), fixture.address().getPort()));
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.setTcpNoDelay(true);
  }

  RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Sends a text in which {@code |} is CR LF. */
  RawClient say(String text) throws IOException {
    return send(text.replace("|", "\r\n"));
  }

  /** No more will be sent. */
  void endInput() throws IOException {
    socket.shutdownOutput();
  }

  InputStream input() throws IOException {
    return socket.getInputStream();
  }

  /** Reads one response, whose length has to be given by Content-Length. */
  String response() throws IOException {
    String head = head();
    Matcher length = LENGTH.matcher(head);
    int bytes = length.find() ? Integer.parseInt(length.group(1)) : 0;
    return head + text(socket.getInputStream().readNBytes(bytes));
  }

  /** Reads up to the empty line behind the next head. */
  String head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int b = socket.getInputStream().read();
      if (b < 0) {
        throw new IOException("ended in a head: " + head);
      }
      head.write(b);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  /** Reads until the server ends the connection, in an orderly way or by a reset. */
  String rest() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try {
      for (int n = read(buffer); n >= 0; n = read(buffer)) {
        all.write(buffer, 0, n);
      }
    } catch (SocketException e) {
      all.writeBytes("<reset>".getBytes(StandardCharsets.US_ASCII));
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  private int read(byte[] buffer) throws IOException {
    return socket.getInputStream().read(buffer);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
