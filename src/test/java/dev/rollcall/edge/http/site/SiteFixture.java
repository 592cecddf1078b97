package dev.rollcall.edge.http.site;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.rollcall.edge.HttpFixture;
import dev.rollcall.edge.http.Faults;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A directory served on a free port, and a client that sends requests byte by byte as they are. */
final class SiteFixture implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  final HttpFixture http;

  SiteFixture(Path root) {
    this(root, true, Optional.empty());
  }

  SiteFixture(Path root, boolean listing, Optional<Path> templates) {
    SiteSettings settings = SiteSettings.of("root", root, listing, templates);
    http =
        new HttpFixture(
            "rollcall.listeners.http.max-connections = 0",
            system -> new Faults(new Pages(templates)).around(new StaticFiles(system, settings)));
  }

  /**
   * A response.
   *
   * @param headers by their names in small letters
   * @param text the body, a character for each byte
   */
  record Response(int status, Map<String, String> headers, String text) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    byte[] body() {
      return text.getBytes(ISO_8859_1);
    }
  }

  /** Sends one GET over a connection of its own. */
  Response get(String target, String... headers) throws IOException {
    return request("GET", target, headers);
  }

  /** Sends one request over a connection of its own. */
  Response request(String method, String target, String... headers) throws IOException {
    try (Client client = connect()) {
      return client.request(method, target, headers);
    }
  }

  Client connect() throws IOException {
    Socket socket = new Socket(http.address().getAddress(), http.address().getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    return new Client(socket, new BufferedInputStream(socket.getInputStream()));
  }

  @Override
  public void close() {
    http.close();
  }

  /** One connection. */
  record Client(Socket socket, InputStream in) implements AutoCloseable {
    Response request(String method, String target, String... headers) throws IOException {
      send(method, target, headers);
      return read(!method.equals("HEAD"));
    }

    void send(String method, String target, String... headers) throws IOException {
      StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: x\r\n");
      for (String header : headers) {
        request.append(header).append("\r\n");
      }
      socket.getOutputStream().write(request.append("\r\n").toString().getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
    }

    Response read(boolean withBody) throws IOException {
      String statusLine = line();
      Map<String, String> headers = new LinkedHashMap<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        String[] parts = line.split(": ", 2);
        headers.merge(parts[0].toLowerCase(Locale.ROOT), parts[1], (a, b) -> a + " | " + b);
      }
      long length = Long.parseLong(headers.getOrDefault("content-length", "0"));
      int status = Integer.parseInt(statusLine.substring(9, 12));
      byte[] body =
          withBody && status != 304 ? in.readNBytes(Math.toIntExact(length)) : new byte[0];
      if (withBody && status != 304 && body.length < length) {
        throw new EOFException(body.length + " of " + length + " bytes");
      }
      return new Response(status, headers, new String(body, ISO_8859_1));
    }

    private String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new EOFException("closed in " + line.toString(ISO_8859_1));
        }
        line.write(b);
      }
      return line.toString(ISO_8859_1).stripTrailing();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
