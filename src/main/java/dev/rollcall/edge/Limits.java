package dev.rollcall.edge;

/**
 * What all listeners of a process share: their settings, and the counts these bound.
 *
 * @param settings the deadlines and limits
 * @param connections who may connect
 * @param held what unfinished frames may take
 */
public record Limits(LimitSettings settings, ConnectionLimits connections, HeldBytes held) {

  /** The limits of this process. */
  public static Limits of(LimitSettings settings) {
    return new Limits(
        settings,
        ConnectionLimits.ofProcess(settings.connectionsMax(), settings.connectionsPerAddressMax()),
        new HeldBytes((long) (Runtime.getRuntime().maxMemory() * settings.heldShare())));
  }
}
