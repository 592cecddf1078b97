package dev.rollcall.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Many followers on one thread, which measure how long each message took from the moment that it
 * bears in its text.
 *
 * <pre>
 *  messages 1700000000000-0 @123456789@ padding     the moment in nanoseconds of the monotonic clock
 * </pre>
 */
final class Crowd implements AutoCloseable {
  private static final long LIMIT_MILLIS = 60_000;

  private final Selector selector;
  private final Thread thread;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private long[] nanos = new long[1 << 16];
  private int count;
  private int joined;

  /** Joins so many followers, from now on. */
  Crowd(int port, int followers) throws Exception {
    selector = Selector.open();
    for (int i = 0; i < followers; i++) {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.write(ByteBuffer.wrap(("/join " + LogServer.TOPIC + "\n").getBytes(US_ASCII)));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, new Stream());
    }
    thread = new Thread(this::run, "crowd");
    thread.setDaemon(true);
    thread.start();
    await(() -> joined == followers);
  }

  private void run() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 18);
    try {
      while (selector.isOpen()) {
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
          take(key, buffer.clear());
        }
        selector.selectedKeys().clear();
      }
    } catch (ClosedSelectorException e) {
      // Closed while it read: the end.
    } catch (IOException | RuntimeException | Error e) {
      failure.set(e);
    }
  }

  private void take(SelectionKey key, ByteBuffer buffer) throws IOException {
    if (((SocketChannel) key.channel()).read(buffer) < 0) {
      throw new IOException("a follower's connection was closed");
    }
    ((Stream) key.attachment()).take(buffer.flip(), System.nanoTime());
  }

  private synchronized void delivered(long took) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = took;
    notifyAll();
  }

  private synchronized void joined() {
    joined++;
    notifyAll();
  }

  /** Something that comes true when this changes. */
  private interface Wish {
    boolean isTrue();
  }

  private synchronized void await(Wish wish) throws InterruptedException {
    long deadline = System.currentTimeMillis() + LIMIT_MILLIS;
    while (!wish.isTrue()) {
      long left = deadline - System.currentTimeMillis();
      if (left <= 0 || failure.get() != null) {
        throw new AssertionError(joined + " joined, " + count + " delivered", failure.get());
      }
      wait(Math.min(left, 100));
    }
  }

  /** Waits for so many deliveries since the last time, and gives their 99th percentile. */
  synchronized long awaitP99(int deliveries) throws InterruptedException {
    await(() -> count >= deliveries);
    Arrays.sort(nanos, 0, count);
    long p99 = nanos[(int) (count * 0.99)];
    count = 0;
    return p99;
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }

  /**
   * One follower's lines: the text between two {@code @} counts, and the answer to {@code /join}.
   */
  private final class Stream {
    private boolean inNumber;
    private boolean first = true;
    private long number;

    void take(ByteBuffer bytes, long now) {
      while (bytes.hasRemaining()) {
        byte b = bytes.get();
        if (first) {
          if (b == '\n') {
            first = false;
            joined();
          }
        } else if (b == '@') {
          if (inNumber) {
            delivered(now - number);
          }
          inNumber = !inNumber;
          number = 0;
        } else if (inNumber) {
          number = 10 * number + (b - '0');
        }
      }
    }
  }
}
