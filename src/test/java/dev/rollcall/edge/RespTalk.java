package dev.rollcall.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A client that says words and shows replies as they come, each end of a line as a space. */
final class RespTalk implements AutoCloseable {
  private final EdgeFixture.Client client;
  private final InputStream in;

  RespTalk(EdgeFixture.Client client, int protocol) throws IOException {
    this.client = client;
    this.in = new BufferedInputStream(client.socket().getInputStream());
    if (protocol == 3) {
      ask("HELLO 3");
    }
  }

  /** Sends words without waiting for the reply. */
  void say(String words) throws IOException {
    String[] arguments = words.split(" ", -1);
    StringBuilder request = new StringBuilder("*" + arguments.length + "\r\n");
    for (String argument : arguments) {
      int bytes = argument.getBytes(ISO_8859_1).length;
      request.append('$').append(bytes).append("\r\n").append(argument).append("\r\n");
    }
    client.send(request.toString());
  }

  String ask(String words) throws IOException {
    say(words);
    return hear();
  }

  /** The next reply. */
  String hear() throws IOException {
    StringBuilder reply = new StringBuilder();
    read(reply);
    return reply.toString().strip();
  }

  /** Each line is words, then {@code =>} and the reply, in which {@code #} is any number. */
  void expect(String lines) throws IOException {
    for (String line : lines.lines().toList()) {
      String[] parts = line.split(" => ", 2);
      String reply = ask(parts[0]);
      String pattern = java.util.regex.Pattern.quote(parts[1].strip()).replace("#", "\\E\\d+\\Q");
      assertThat(reply).as(parts[0]).matches(pattern);
    }
  }

  private void read(StringBuilder reply) throws IOException {
    String line = line();
    reply.append(line).append(' ');
    if (line.isEmpty()) {
      throw new AssertionError("an empty line");
    }
    char kind = line.charAt(0);
    if ("*~>%".indexOf(kind) >= 0) {
      int parts = Integer.parseInt(line.substring(1)) * (kind == '%' ? 2 : 1);
      for (int i = 0; i < parts; i++) {
        read(reply);
      }
    } else if (kind == '$' && line.charAt(1) != '-') {
      int length = Integer.parseInt(line.substring(1));
      reply.append(new String(in.readNBytes(length), ISO_8859_1)).append(' ');
      in.readNBytes(2);
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int next = in.read();
    while (next != '\r') {
      if (next < 0) {
        throw new AssertionError("the connection has ended");
      }
      line.append((char) next);
      next = in.read();
    }
    in.read();
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
