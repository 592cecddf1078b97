package dev.rollcall.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A connection that writes bytes and reads replies, and trusts the server in nothing. */
final class Wire implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;
  private static final int LENGTH_MAX = 64 << 20;

  private final SocketChannel channel;
  private final ByteBuffer received = ByteBuffer.allocate(1 << 16).flip();

  Wire(SocketAddress server) throws IOException {
    this.channel = SocketChannel.open(server);
  }

  /** Writes requests and reads so many replies. */
  List<Value> exchange(byte[] requests, int replies) {
    // Written and read at once, lest both sides wait for the other to read.
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              try {
                write(requests);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    List<Value> read = new ArrayList<>();
    CompletableFuture<Void> reading =
        CompletableFuture.runAsync(
            () -> {
              try {
                while (read.size() < replies) {
                  read.add(value());
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    try {
      CompletableFuture.allOf(writing, reading).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return read;
    } catch (TimeoutException | ExecutionException e) {
      throw new IllegalStateException(
          "after " + read.size() + " of " + replies + " replies: " + e, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes bytes and reads all until the server closes, at most for so long. */
  @SuppressWarnings("JdkObsolete") // What one thread reads another may look at before it is done.
  String exchangeUntilClosed(byte[] bytes, long patienceMillis) throws Exception {
    write(bytes);
    StringBuffer all = new StringBuffer();
    CompletableFuture<Boolean> reading =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                for (int b = read(); b >= 0; b = read()) {
                  all.append((char) b);
                }
                return true;
              } catch (IOException e) {
                return true;
              }
            });
    boolean closed = reading.completeOnTimeout(false, patienceMillis, TimeUnit.MILLISECONDS).get();
    return all + (closed ? "<closed>" : "<open>");
  }

  private void write(byte[] bytes) throws IOException {
    for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
      channel.write(left);
    }
  }

  /** The next byte; -1 where the server has closed. */
  private int read() throws IOException {
    if (!received.hasRemaining()) {
      received.clear();
      int count = channel.read(received);
      received.flip();
      if (count < 0) {
        return -1;
      }
    }
    return received.get() & 0xFF;
  }

  private Value value() throws IOException {
    String line = line();
    if (line.isEmpty()) {
      throw new IOException("an empty line where a reply begins");
    }
    char marker = line.charAt(0);
    String text = line.substring(1);
    return switch (marker) {
      case '+', '-', ':', '_', '#', ',', '(' -> Value.scalar(marker, text);
      case '$', '=' -> Value.scalar(marker, text.equals(Value.NULL_TEXT) ? text : string(text));
      case '*', '~', '>' -> aggregate(marker, text, 1);
      case '%', '|' -> aggregate(marker, text, 2);
      default -> throw new IOException("no reply begins like this: " + line);
    };
  }

  private Value aggregate(char marker, String count, int factor) throws IOException {
    if (count.equals(Value.NULL_TEXT)) {
      return Value.scalar(marker, count);
    }
    List<Value> parts = new ArrayList<>();
    for (int i = length(count) * factor; i > 0; i--) {
      parts.add(value());
    }
    return new Value(marker, "", parts);
  }

  private String string(String length) throws IOException {
    byte[] bytes = new byte[length(length)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) read();
    }
    if (read() != '\r' || read() != '\n') {
      throw new IOException("a string of " + length + " bytes does not end there");
    }
    return new String(bytes, ISO_8859_1);
  }

  private static int length(String text) throws IOException {
    int length = Integer.parseInt(text);
    if (length < 0 || length > LENGTH_MAX || !Integer.toString(length).equals(text)) {
      throw new IOException("a length of " + text);
    }
    return length;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int b = read();
      if (b < 0) {
        throw new EOFException("closed after '" + line + "'");
      }
      if (b == '\r') {
        if (read() != '\n') {
          throw new IOException("a line that ends with CR alone: " + line);
        }
        return line.toString();
      }
      if (b == '\n') {
        throw new IOException("a line that ends with LF alone: " + line);
      }
      line.append((char) b);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
