package dev.rollcall.client;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a {@code message} listener as a person uses it: lines go out, and lines come in
 * when they like. One thread may send while another receives.
 */
public final class MessageConversation implements AutoCloseable {
  /** The longest frame that a listener can be set to take. */
  private static final int LINE_BYTES_MAX = 64 << 20;

  private final StreamConnection stream;
  private final LineConnection lines;

  private MessageConversation(StreamConnection stream) {
    this.stream = stream;
    this.lines = new LineConnection(stream, "message", LINE_BYTES_MAX);
  }

  /** Connects. */
  public static MessageConversation open(ConnectionOptions options) throws IOException {
    StreamConnection stream = StreamConnection.open(options);
    stream.waitAtMost(Duration.ZERO);
    return new MessageConversation(stream);
  }

  /** Sends one line, given without its newline: a message, a command, or {@code exit}. */
  public void send(byte[] line) throws IOException {
    byte[] whole = new byte[line.length + 1];
    System.arraycopy(line, 0, whole, 0, line.length);
    whole[line.length] = '\n';
    stream.write(whole);
  }

  /** Waits for the next line; null where the server has closed the connection. */
  public @Nullable String receive() throws IOException {
    try {
      lines.next();
      return lines.text();
    } catch (IOException e) {
      if (e.getCause() instanceof EOFException) {
        return null;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    lines.close();
  }
}
