package dev.rollcall.e2e;

/**
 * How long the fault tests go on: shortly in every build, at length where the system property
 * {@code rollcall.soak} is true. {@code rollcall.seed} repeats a run that went wrong.
 */
final class Soak {
  private static final boolean LONG = Boolean.getBoolean("rollcall.soak");

  private Soak() {}

  static int either(int shortly, int atLength) {
    return LONG ? atLength : shortly;
  }

  /** What this run's chances come from; printed, so that it can be had again. */
  static long seed(String test) {
    long seed = Long.getLong("rollcall.seed", System.nanoTime() & 0xFFFFFF);
    System.out.println(test + ": -Drollcall.seed=" + seed);
    return seed;
  }
}
