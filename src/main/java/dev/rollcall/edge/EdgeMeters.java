package dev.rollcall.edge;

import dev.rollcall.base.MeterNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** What is counted where clients connect, for all listeners of a process. Thread-safe. */
public final class EdgeMeters {
  /** The process has all the connections it may have. */
  public static final String CONNECTIONS = "connections";

  /** A listener has all the connections it may have. */
  public static final String LISTENER_CONNECTIONS = "listener-connections";

  /** An address has all the connections it may have. */
  public static final String ADDRESS_CONNECTIONS = "address-connections";

  /** A TLS handshake took too long. */
  public static final String HANDSHAKE_TIME = "handshake-time";

  /** A frame was too long. */
  public static final String FRAME_BYTES = "frame-bytes";

  /** A frame was begun and not finished in time. */
  public static final String FRAME_TIME = "frame-time";

  /** A client was silent for too long. */
  public static final String IDLE_TIME = "idle-time";

  /** A client did not take its replies in time. */
  public static final String WRITE_TIME = "write-time";

  /** A client asks more often than it may. */
  public static final String RATE = "rate";

  /** The process keeps as many bytes for clients as it may. */
  public static final String HELD_BYTES = "held-bytes";

  private static final List<String> LIMITS =
      List.of(
          CONNECTIONS,
          LISTENER_CONNECTIONS,
          ADDRESS_CONNECTIONS,
          HANDSHAKE_TIME,
          FRAME_BYTES,
          FRAME_TIME,
          IDLE_TIME,
          WRITE_TIME,
          RATE,
          HELD_BYTES);

  private final MeterRegistry registry;
  private final ConnectionLimits connections;
  private final ConcurrentHashMap<String, Counter> limits = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, ListenerMeters> listeners = new ConcurrentHashMap<>();

  EdgeMeters(MeterRegistry registry, ConnectionLimits connections) {
    this.registry = registry;
    this.connections = connections;
    LIMITS.forEach(this::limit);
  }

  /**
   * Counts how often a limit was reached.
   *
   * @param name one of the constants here or of whoever guards the limit, never a client's word
   */
  public Counter limit(String name) {
    return limits.computeIfAbsent(
        name,
        limit ->
            Counter.builder(MeterNames.LIMITS_HIT)
                .description("How often a limit was reached")
                .tag(MeterNames.LIMIT, limit)
                .register(registry));
  }

  /** The meters of one listener. */
  public ListenerMeters listener(String name) {
    return listeners.computeIfAbsent(
        name, listener -> new ListenerMeters(registry, listener, this, connections));
  }
}
