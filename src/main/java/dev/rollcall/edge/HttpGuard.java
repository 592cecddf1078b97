package dev.rollcall.edge;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recognizes a browser that was lured into speaking to a port that is not HTTP: a first frame
 * {@code METHOD target HTTP/1.x}. Anything less is data. One for each listener; thread-safe.
 */
public final class HttpGuard {
  private static final Logger LOG = LoggerFactory.getLogger(HttpGuard.class);
  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final byte[] VERSION = {' ', 'H', 'T', 'T', 'P', '/', '1', '.'};

  private final String listener;
  private final AtomicLong silentUntilNanos = new AtomicLong(System.nanoTime());

  /** For the connections of the listener of this name. */
  public HttpGuard(String listener) {
    this.listener = listener;
  }

  /**
   * Whether a connection whose first frame this is speaks HTTP; says so in the log, once in a
   * minute.
   */
  public boolean catches(byte[] bytes, int start, int end, String client) {
    if (!isRequestLine(bytes, start, firstLineEnd(bytes, start, end))) {
      return false;
    }
    long now = System.nanoTime();
    long until = silentUntilNanos.get();
    if (now - until >= 0 && silentUntilNanos.compareAndSet(until, now + MINUTE_NANOS)) {
      LOG.warn("{} {}: closed, it speaks HTTP and this listener does not", listener, client);
    }
    return true;
  }

  private static int firstLineEnd(byte[] bytes, int start, int end) {
    int newline = start;
    while (newline < end && bytes[newline] != '\n') {
      newline++;
    }
    return newline;
  }

  /** Whether the bytes are {@code METHOD target HTTP/1.x}, with its line end or without. */
  public static boolean isRequestLine(byte[] bytes, int start, int end) {
    int to = end;
    while (to > start && (bytes[to - 1] == '\n' || bytes[to - 1] == '\r')) {
      to--;
    }
    int version = to - VERSION.length - 1;
    int target = start;
    while (target < to && bytes[target] >= 'A' && bytes[target] <= 'Z') {
      target++;
    }
    return target > start
        && target + 1 < version
        && bytes[target] == ' '
        && bytes[to - 1] >= '0'
        && bytes[to - 1] <= '9'
        && matches(bytes, version)
        && !containsSpace(bytes, target + 1, version);
  }

  private static boolean matches(byte[] bytes, int from) {
    for (int i = 0; i < VERSION.length; i++) {
      if (bytes[from + i] != VERSION[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean containsSpace(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == ' ') {
        return true;
      }
    }
    return false;
  }
}
