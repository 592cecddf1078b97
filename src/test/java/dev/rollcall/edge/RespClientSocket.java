package dev.rollcall.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.edge.EdgeFixture.Client;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A blocking client of RESP that sends words and reads strings, or compares bytes. */
final class RespClientSocket implements AutoCloseable {
  private final Client client;
  private final InputStream in;

  RespClientSocket(Client client, int protocol) throws IOException {
    this.client = client;
    this.in = new BufferedInputStream(client.socket().getInputStream(), 1 << 16);
    if (protocol == 3) {
      send("HELLO 3");
      reply();
    }
  }

  /** Sends lines of words, and wants these bytes as their replies. */
  void exchange(String lines, String replies) throws IOException {
    send(lines);
    assertThat(new String(in.readNBytes(replies.length()), ISO_8859_1))
        .as(lines.substring(0, Math.min(lines.length(), 100)))
        .isEqualTo(replies);
  }

  /** Words with quotes are sent as they stand, all others with their lengths. */
  private void send(String lines) throws IOException {
    StringBuilder requests = new StringBuilder();
    for (String line : lines.lines().toList()) {
      if (line.contains("\"")) {
        requests.append(line).append("\r\n");
      } else {
        String[] words = line.split(" ", -1);
        requests.append('*').append(words.length).append("\r\n");
        for (String word : words) {
          requests.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
      }
    }
    client.send(requests.toString());
  }

  /** The strings of an array or a set that a command gives. */
  List<String> list(String command) throws IOException {
    send(command);
    return reply();
  }

  /** A page of a walk: the next cursor, then what was found. */
  List<String> page(String command) throws IOException {
    return list(command);
  }

  /** All that a walk finds, the command of each page being made of its cursor. */
  Set<String> walk(String command) throws IOException {
    Set<String> found = new TreeSet<>();
    String cursor = "0";
    do {
      List<String> page = page(command.formatted(cursor));
      cursor = page.remove(0);
      found.addAll(page);
    } while (!cursor.equals("0"));
    return found;
  }

  /** Takes so many members at a time until there are none. */
  List<String> popAll(String key, int count) {
    try {
      List<String> all = new ArrayList<>();
      List<String> some = list("SPOP " + key + " " + count);
      while (!some.isEmpty()) {
        all.addAll(some);
        some = list("SPOP " + key + " " + count);
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All strings of one reply, one after the other whatever they are in. */
  private List<String> reply() throws IOException {
    List<String> strings = new ArrayList<>();
    read(strings);
    return strings;
  }

  private void read(List<String> strings) throws IOException {
    String line = line();
    switch (line.charAt(0)) {
      case '*', '~' -> readParts(strings, number(line));
      case '%' -> readParts(strings, 2 * number(line));
      case '$' -> {
        strings.add(new String(in.readNBytes(number(line)), ISO_8859_1));
        line();
      }
      case ':' -> strings.add(line.substring(1));
      default -> throw new AssertionError(line);
    }
  }

  private void readParts(List<String> strings, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      read(strings);
    }
  }

  private static int number(String line) {
    return Integer.parseInt(line.substring(1));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int next = in.read();
    while (next != '\n') {
      if (next < 0) {
        throw new IOException("the server has closed the connection");
      }
      line.append((char) next);
      next = in.read();
    }
    return line.substring(0, line.length() - 1);
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
