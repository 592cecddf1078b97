package dev.rollcall.edge;

import dev.rollcall.base.ConfigReader;
import java.time.Duration;

/**
 * The limits that hold for all listeners together; the block {@code rollcall.limits}.
 *
 * @param connectionsMax connections in total; 0 for as many as descriptors and memory allow
 * @param connectionsPerAddressMax connections from one address; 0 for any number
 * @param handshakesMax TLS handshakes at once, per listener
 * @param handshakeTimeout how long a TLS handshake may take; zero for no deadline
 * @param frameTimeout how long a client may take to finish a frame
 * @param writeTimeout how long a client may take to accept a reply
 * @param heldShare the share of the heap that unfinished frames may take, from 0 to 1
 */
public record LimitSettings(
    int connectionsMax,
    int connectionsPerAddressMax,
    int handshakesMax,
    Duration handshakeTimeout,
    Duration frameTimeout,
    Duration writeTimeout,
    double heldShare) {

  private static final Duration LONGEST = Duration.ofHours(1);

  /** Reads the block {@code limits} of the block {@code rollcall}. */
  public static LimitSettings read(ConfigReader rollcall) {
    ConfigReader limits = rollcall.block("limits");
    return new LimitSettings(
        limits.integer("connections", 0, Integer.MAX_VALUE),
        limits.integer("connections-per-address", 0, Integer.MAX_VALUE),
        limits.integer("handshakes", 1, 10_000),
        limits.duration("handshake-timeout", LONGEST),
        positive(limits, "frame-timeout"),
        positive(limits, "write-timeout"),
        limits.percentage("unfinished-frames"));
  }

  /** Without these two a client could hold a connection and its memory for ever. */
  private static Duration positive(ConfigReader limits, String name) {
    Duration value = limits.duration(name, LONGEST);
    if (value.isZero() && limits.has(name)) {
      limits.fault(name, "0", "must be longer than zero");
    }
    return value;
  }
}
