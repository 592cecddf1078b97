package dev.rollcall.edge.resp;

/** What CONFIG SET can change while the server runs. Thread-safe. */
final class Tuning {
  /** As Redis' own defaults. */
  private volatile long slowMicros = 10_000;

  private volatile long slowLogLength = 128;
  private volatile long latencyMillis;

  /** Calls that take longer are in the slow log, microseconds; all are for 0, none below. */
  long slowMicros() {
    return slowMicros;
  }

  void slowMicros(long next) {
    slowMicros = next;
  }

  /** How many calls the slow log keeps. */
  long slowLogLength() {
    return slowLogLength;
  }

  void slowLogLength(long next) {
    slowLogLength = next;
  }

  /** Calls that take as long are events of LATENCY, milliseconds; none is for 0. */
  long latencyMillis() {
    return latencyMillis;
  }

  void latencyMillis(long next) {
    latencyMillis = next;
  }
}
