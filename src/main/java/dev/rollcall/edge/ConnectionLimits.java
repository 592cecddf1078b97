package dev.rollcall.edge;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the connections of the process and says which one would be too many: in total, for its
 * listener, for its address. Thread-safe.
 */
public final class ConnectionLimits {
  /** Kept free of connections: jars, logs, the store, and connections being refused. */
  private static final long DESCRIPTORS_RESERVED = 512;

  /**
   * What a connection may take of the heap. An idle one takes a tenth; the rest is for the chunk
   * and the reply it has in flight, which not all of them have at once.
   */
  private static final long HEAP_BYTES_PER_CONNECTION = 128 << 10;

  private final long totalMax;
  private final int perAddressMax;
  private final Map<String, Integer> byListener = new HashMap<>();
  private final Map<InetAddress, Integer> byAddress = new HashMap<>();
  private long total;

  /**
   * @param totalMax connections in the process
   * @param perAddressMax connections from one address; 0 for any number
   */
  ConnectionLimits(long totalMax, int perAddressMax) {
    this.totalMax = totalMax;
    this.perAddressMax = perAddressMax;
  }

  /**
   * The limits of this process.
   *
   * @param totalMax connections in the process; 0 for as many as file descriptors and half of the
   *     heap allow, which bounds any other number too
   * @param perAddressMax connections from one address; 0 for any number
   */
  public static ConnectionLimits ofProcess(int totalMax, int perAddressMax) {
    long possible =
        Math.min(
            descriptorsFor(descriptorsMax()),
            Runtime.getRuntime().maxMemory() / 2 / HEAP_BYTES_PER_CONNECTION);
    return new ConnectionLimits(
        totalMax == 0 ? possible : Math.min(totalMax, possible), perAddressMax);
  }

  /** How many of the descriptors a process may have are for connections. */
  static long descriptorsFor(long descriptorsMax) {
    return Math.max(descriptorsMax - DESCRIPTORS_RESERVED, descriptorsMax / 4);
  }

  private static long descriptorsMax() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? system.getMaxFileDescriptorCount()
        : Integer.MAX_VALUE;
  }

  /**
   * Counts a new connection in, if it is not one too many.
   *
   * @param listenerMax connections of this listener; 0 for any number
   */
  synchronized Admission admit(String listener, int listenerMax, InetAddress peer) {
    Refusal refusal = refusal(listener, listenerMax, peer);
    if (refusal == null) {
      total++;
      byListener.merge(listener, 1, Integer::sum);
      if (perAddressMax > 0) {
        byAddress.merge(peer, 1, Integer::sum);
      }
    }
    return new Admission(listener, peer, refusal);
  }

  /** Why a connection is one too many, and which limit says so. */
  private enum Refusal {
    TOTAL(
        EdgeMeters.CONNECTIONS, "the server has all the connections it may have, try again later"),
    LISTENER(
        EdgeMeters.LISTENER_CONNECTIONS,
        "this listener has all the connections it may have, try again later"),
    ADDRESS(
        EdgeMeters.ADDRESS_CONNECTIONS,
        "your address has all the connections it may have, close one first");

    private final String limit;
    private final String text;

    Refusal(String limit, String text) {
      this.limit = limit;
      this.text = text;
    }
  }

  private @Nullable Refusal refusal(String listener, int listenerMax, InetAddress peer) {
    if (total >= totalMax) {
      return Refusal.TOTAL;
    }
    if (listenerMax > 0 && byListener.getOrDefault(listener, 0) >= listenerMax) {
      return Refusal.LISTENER;
    }
    if (perAddressMax > 0 && byAddress.getOrDefault(peer, 0) >= perAddressMax) {
      return Refusal.ADDRESS;
    }
    return null;
  }

  /** The most connections the process may have. */
  public long totalMax() {
    return totalMax;
  }

  /** The connections of the process now. */
  public synchronized long total() {
    return total;
  }

  /** The connections of one listener now. */
  synchronized int open(String listener) {
    return byListener.getOrDefault(listener, 0);
  }

  private synchronized void release(String listener, InetAddress peer) {
    total--;
    byListener.merge(listener, -1, ConnectionLimits::sumOrNone);
    if (perAddressMax > 0) {
      byAddress.merge(peer, -1, ConnectionLimits::sumOrNone);
    }
  }

  /** Forgets what is down to zero, so that addresses of the past take no memory. */
  private static @Nullable Integer sumOrNone(Integer count, Integer change) {
    int sum = count + change;
    return sum == 0 ? null : sum;
  }

  /** A new connection's place among the others, or the reason why it has none. */
  public final class Admission {
    private final String listener;
    private final InetAddress peer;
    private final @Nullable Refusal refusal;
    private boolean counted;

    private Admission(String listener, InetAddress peer, @Nullable Refusal refusal) {
      this.listener = listener;
      this.peer = peer;
      this.refusal = refusal;
      this.counted = refusal == null;
    }

    /** What to tell a client whose connection is one too many; null for one that is not. */
    public @Nullable String refusal() {
      return refusal == null ? null : refusal.text;
    }

    /** The limit that leaves this connection no place, by its meter's name; null for none. */
    @Nullable String limit() {
      return refusal == null ? null : refusal.limit;
    }

    /** The connection is over. Only the first call counts. */
    public void release() {
      if (counted) {
        counted = false;
        ConnectionLimits.this.release(listener, peer);
      }
    }
  }
}
