package dev.rollcall.edge;

/**
 * Times one connection's answers and hands on what its session has counted: once for all requests
 * that came at once. Not thread-safe.
 */
final class RequestMeter {
  private final ListenerMeters listener;
  private final Tally tally;
  private long begunNanos = System.nanoTime();

  RequestMeter(ListenerMeters listener, Tally tally) {
    this.listener = listener;
    this.tally = tally;
  }

  /** The session is asked for something now. */
  void begin() {
    begunNanos = System.nanoTime();
  }

  /** The answer, or its first part, is there. */
  void end() {
    listener.drain(tally, System.nanoTime() - begunNanos);
  }
}
