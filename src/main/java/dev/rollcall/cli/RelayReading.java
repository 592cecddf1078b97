package dev.rollcall.cli;

import dev.rollcall.client.ConnectionOptions;
import dev.rollcall.client.StreamConnection;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a {@code relay} listener sends, counts it, and notices the end, on a thread of its
 * own. Thread-safe.
 */
final class RelayReading {
  private static final int CHUNK_BYTES = 64 << 10;

  /** A message that only begins like the request to quit goes on within this time. */
  private static final Duration QUIT_QUIET = Duration.ofMillis(200);

  private final StreamConnection stream;
  private final ExchangeLog log;
  private final QuitWatch quit = new QuitWatch();
  private final AtomicLong count = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);
  private Reason reason = Reason.NONE;
  private volatile @Nullable IOException failure;

  RelayReading(StreamConnection stream, ExchangeLog log) {
    this.stream = stream;
    this.log = log;
  }

  /** Why there is nothing more to do. */
  enum Reason {
    /** There is. */
    NONE,
    /** The server has asked for it. */
    QUIT,
    /** The connection is gone. */
    LOST,
    /** The user has asked for it. */
    STOPPED
  }

  void start() {
    Thread thread = new Thread(this::read, "rollcall-relay-reading");
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits for the end, but not longer than this. */
  Reason await(Duration limit) throws InterruptedException {
    var unused = ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    synchronized (this) {
      return reason;
    }
  }

  /** Ends the reading as far as others are concerned; the first reason stays. */
  synchronized void end(Reason why) {
    if (reason == Reason.NONE) {
      reason = why;
    }
    ended.countDown();
  }

  /** How many bytes were read since this was asked last. */
  long takeCount() {
    return count.getAndSet(0);
  }

  /** Why the connection was lost. */
  IOException failure(ConnectionOptions options) {
    IOException known = failure;
    return known != null
        ? known
        : new IOException("connection to " + options.address() + ": closed by the server");
  }

  private void read() {
    byte[] chunk = new byte[CHUNK_BYTES];
    try {
      int bytes = read(chunk);
      while (bytes > 0) {
        count.addAndGet(bytes);
        log.received(chunk, bytes);
        quit.take(chunk, bytes);
        bytes = read(chunk);
      }
    } catch (IOException e) {
      failure = e;
    }
    end(quit.isQuit() ? Reason.QUIT : Reason.LOST);
  }

  /** Reads on; 0 or less where the end has come, or the request to quit and nothing after it. */
  private int read(byte[] chunk) throws IOException {
    if (!quit.isQuit()) {
      stream.waitAtMost(Duration.ZERO);
      return stream.read(chunk);
    }
    stream.waitAtMost(QUIT_QUIET);
    try {
      return stream.read(chunk);
    } catch (IOException e) {
      if (e.getCause() instanceof SocketTimeoutException) {
        return 0;
      }
      throw e;
    }
  }
}
