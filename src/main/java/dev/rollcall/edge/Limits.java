package dev.rollcall.edge;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * What all listeners of a process share: their settings, and the counts these bound.
 *
 * @param settings the deadlines and limits
 * @param connections who may connect
 * @param held what unfinished frames may take
 * @param meters what is counted of all that
 */
public record Limits(
    LimitSettings settings, ConnectionLimits connections, HeldBytes held, EdgeMeters meters) {

  /**
   * The limits of this process.
   *
   * @param registry where the meters of all listeners are registered
   */
  public static Limits of(LimitSettings settings, MeterRegistry registry) {
    ConnectionLimits connections =
        ConnectionLimits.ofProcess(settings.connectionsMax(), settings.connectionsPerAddressMax());
    return new Limits(
        settings,
        connections,
        new HeldBytes((long) (Runtime.getRuntime().maxMemory() * settings.heldShare())),
        new EdgeMeters(registry, connections));
  }
}
