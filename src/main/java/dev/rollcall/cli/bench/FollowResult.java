package dev.rollcall.cli.bench;

import java.util.List;
import java.util.Locale;

/**
 * What one run of appenders and followers measured.
 *
 * @param appends what the appenders saw
 * @param nanos from the first append to the last delivery
 * @param latencies from sending a message to each of its deliveries
 * @param missing deliveries that never came
 * @param cut followers whose connection the server closed
 * @param serverMicros the server's processor time, negative if it is not known
 */
record FollowResult(
    LoadResult appends,
    int followers,
    long nanos,
    long deliveries,
    LatencyHistogram latencies,
    long gaps,
    long duplicates,
    long disorder,
    long missing,
    long errors,
    long cut,
    long serverMicros) {

  static FollowResult of(
      LoadResult appends,
      List<FollowerConnection> followers,
      long cut,
      long nanos,
      long serverMicros) {
    LatencyHistogram latencies = new LatencyHistogram();
    long deliveries = 0;
    long gaps = 0;
    long duplicates = 0;
    long disorder = 0;
    long missing = 0;
    long errors = appends.wrong() + appends.errors();
    for (FollowerConnection follower : followers) {
      DeliveryCheck check = follower.check();
      latencies.add(check.latencies());
      deliveries += check.deliveries();
      gaps += check.gaps();
      duplicates += check.duplicates();
      disorder += check.disorder();
      errors += check.errors();
      missing += Math.max(0, appends.requests() - check.deliveries());
    }
    return new FollowResult(
        appends,
        followers.size(),
        nanos,
        deliveries,
        latencies,
        gaps,
        duplicates,
        disorder,
        missing,
        errors,
        cut,
        serverMicros);
  }

  /** Whether every follower got everything once, in order, and none was cut. */
  boolean isRight() {
    return gaps + duplicates + disorder + missing + errors + cut == 0;
  }

  static String heading() {
    return String.format(
        "%8s %10s %13s %12s %10s %10s %10s %6s %6s %8s %8s %6s %4s %9s",
        "pipeline",
        "appends/s",
        "deliveries/s",
        "a follower/s",
        "p50 µs",
        "p99 µs",
        "max µs",
        "gaps",
        "again",
        "disorder",
        "missing",
        "errors",
        "cut",
        "server µs");
  }

  String row() {
    return String.format(
        Locale.ROOT,
        "%8d %,10.0f %,13.0f %,12.0f %,10.0f %,10.0f %,10.0f %6d %6d %8d %8d %6d %4d %9s",
        appends.pipeline(),
        appends.perSecond(),
        perSecond(),
        perSecond() / followers,
        latencies.percentileNanos(0.50) / 1e3,
        latencies.percentileNanos(0.99) / 1e3,
        latencies.maxNanos() / 1e3,
        gaps,
        duplicates,
        disorder,
        missing,
        errors,
        cut,
        perDelivery("-"));
  }

  String json() {
    return String.format(
        Locale.ROOT,
        "{\"pipeline\":%d,\"followers\":%d,\"appends\":%d,\"appendsPerSecond\":%.0f,"
            + "\"deliveries\":%d,\"seconds\":%.3f,\"deliveriesPerSecond\":%.0f,"
            + "\"perFollowerPerSecond\":%.0f,\"p50Micros\":%.1f,\"p95Micros\":%.1f,"
            + "\"p99Micros\":%.1f,\"maxMicros\":%.1f,\"gaps\":%d,\"duplicates\":%d,"
            + "\"disorder\":%d,\"missing\":%d,\"errors\":%d,\"cut\":%d,"
            + "\"serverMicrosPerDelivery\":%s}",
        appends.pipeline(),
        followers,
        appends.requests(),
        appends.perSecond(),
        deliveries,
        nanos / 1e9,
        perSecond(),
        perSecond() / followers,
        latencies.percentileNanos(0.50) / 1e3,
        latencies.percentileNanos(0.95) / 1e3,
        latencies.percentileNanos(0.99) / 1e3,
        latencies.maxNanos() / 1e3,
        gaps,
        duplicates,
        disorder,
        missing,
        errors,
        cut,
        perDelivery("null"));
  }

  double perSecond() {
    return deliveries * 1e9 / nanos;
  }

  private String perDelivery(String unknown) {
    return serverMicros < 0 || deliveries == 0
        ? unknown
        : String.format(Locale.ROOT, "%.2f", (double) serverMicros / deliveries);
  }
}
