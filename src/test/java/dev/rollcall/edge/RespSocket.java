package dev.rollcall.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;

/**
 * A blocking client of RESP that shows replies byte for byte, but that each line end is written
 * {@code |}. A read that takes too long fails.
 */
public final class RespSocket implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  public RespSocket(InetSocketAddress address) throws IOException {
    socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout((int) EdgeFixture.PATIENCE.toMillis());
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** The client's own address and port. */
  public String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /** Sends a request whose arguments are separated by blanks, and reads one reply. */
  public String ask(String request) throws IOException {
    return ask(request.split(" "));
  }

  /** Sends a request of these arguments and reads one reply. */
  public String ask(String... arguments) throws IOException {
    send(arguments);
    return read();
  }

  /** Sends a request of these arguments. */
  public void send(String... arguments) throws IOException {
    StringBuilder request = new StringBuilder("*" + arguments.length + "\r\n");
    for (String argument : arguments) {
      request.append('$').append(argument.length()).append("\r\n").append(argument).append("\r\n");
    }
    sendRaw(request.toString());
  }

  /** Sends bytes as they are, a byte for each character. */
  public void sendRaw(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Reads one whole reply or push, with everything that is in it. */
  public String read() throws IOException {
    StringBuilder reply = new StringBuilder();
    for (long missing = 1; missing > 0; missing--) {
      String line = line();
      reply.append(line).append('|');
      missing += elements(reply, line);
    }
    return reply.toString();
  }

  /** Reads what follows a line inside its element; gives how many elements follow. */
  private long elements(StringBuilder reply, String line) throws IOException {
    char type = line.charAt(0);
    if ("$=*~>%".indexOf(type) < 0) {
      return 0;
    }
    int count = Integer.parseInt(line.substring(1));
    switch (type) {
      case '$', '=' -> {
        if (count >= 0) {
          reply.append(new String(in.readNBytes(count), ISO_8859_1)).append('|');
          in.skipNBytes(2);
        }
        return 0;
      }
      case '%' -> {
        return 2L * count;
      }
      default -> {
        return Math.max(0, count);
      }
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b = in.read();
    while (b != '\r') {
      if (b < 0) {
        throw new EOFException("closed after " + Arrays.toString(line.toByteArray()));
      }
      line.write(b);
      b = in.read();
    }
    in.skipNBytes(1);
    return line.toString(ISO_8859_1);
  }

  /** Reads until the server ends the connection. */
  public String readAll() throws IOException {
    return new String(in.readAllBytes(), ISO_8859_1).replace("\r\n", "|");
  }

  public Socket socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
