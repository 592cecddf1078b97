package dev.rollcall.security;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits how often each client may do something: at most so many times in any stretch of time of a
 * given length, wherever that stretch begins. What is refused does not count. A client is an IPv4
 * address, or the 64 bits of an IPv6 address that name its network, since whoever has one has them
 * all. Thread-safe.
 *
 * <p>Remembers when each client did it, {@value #STAMPS_MAX} times in all: beyond that the client
 * that has been away for longest is forgotten, and may do it as if it had never come.
 */
public final class SlidingWindow {
  /** 8 MiB of times. */
  public static final int STAMPS_MAX = 1 << 20;

  /** What is kept of a client beside its times, in times. */
  private static final int STAMPS_PER_CLIENT = 16;

  private static final int STAMPS_FIRST = 4;

  private static final int NETWORK_BYTES = 8;

  private final int times;
  private final long windowNanos;
  private final int stampsMax;
  private final Map<Key, Stamps> clients = new LinkedHashMap<>(16, 0.75f, true);
  private int stampsKept;

  /**
   * @param times how often a client may do it within the window; at least 1
   */
  public SlidingWindow(int times, Duration window) {
    this(times, window, STAMPS_MAX);
  }

  SlidingWindow(int times, Duration window, int stampsMax) {
    this.times = times;
    this.windowNanos = window.toNanos();
    this.stampsMax = stampsMax;
  }

  /**
   * What a client was told.
   *
   * @param allowed whether it may do it now
   * @param left how often it may do it again at once
   * @param more how long until that is once more; zero where it has not done it at all
   */
  public record Verdict(boolean allowed, int left, Duration more) {}

  private record Key(long bits, boolean network) {
    static Key of(InetAddress address) {
      byte[] bytes = address.getAddress();
      long bits = 0;
      for (int i = 0; i < Math.min(bytes.length, NETWORK_BYTES); i++) {
        bits = bits << Byte.SIZE | Byte.toUnsignedLong(bytes[i]);
      }
      return new Key(bits, bytes.length > Integer.BYTES);
    }
  }

  /** The times of one client in the order they came, in a ring. */
  private static final class Stamps {
    private long[] ring = new long[STAMPS_FIRST];
    private int first;
    private int count;

    void dropUntil(long nanos) {
      while (count > 0 && ring[first] - nanos <= 0) {
        first = (first + 1) % ring.length;
        count--;
      }
    }

    void add(long nanos, int most) {
      if (count == ring.length) {
        long[] larger = new long[Math.min(most, 2 * count)];
        for (int i = 0; i < count; i++) {
          larger[i] = ring[(first + i) % ring.length];
        }
        ring = larger;
        first = 0;
      }
      ring[(first + count) % ring.length] = nanos;
      count++;
    }
  }

  /**
   * A client would do it now.
   *
   * @param nowNanos a {@link System#nanoTime} value
   */
  public synchronized Verdict ask(InetAddress client, long nowNanos) {
    Key key = Key.of(client);
    Stamps stamps = clients.get(key);
    if (stamps == null) {
      stamps = new Stamps();
      clients.put(key, stamps);
      stampsKept += STAMPS_PER_CLIENT + stamps.ring.length;
    }
    stamps.dropUntil(nowNanos - windowNanos);
    boolean allowed = stamps.count < times;
    if (allowed) {
      stampsKept -= stamps.ring.length;
      stamps.add(nowNanos, Math.max(times, STAMPS_FIRST));
      stampsKept += stamps.ring.length;
      forget();
    }
    Duration more = Duration.ofNanos(stamps.ring[stamps.first] + windowNanos - nowNanos);
    return new Verdict(allowed, times - stamps.count, more);
  }

  /** The client just asked about is the last in line. */
  private void forget() {
    Iterator<Stamps> longestAway = clients.values().iterator();
    while (stampsKept > stampsMax && clients.size() > 1) {
      stampsKept -= STAMPS_PER_CLIENT + longestAway.next().ring.length;
      longestAway.remove();
    }
  }

  /** How many clients are remembered. */
  public synchronized int clients() {
    return clients.size();
  }
}
