package dev.rollcall.cli.bench;

import java.util.List;
import java.util.Locale;

/**
 * What one run measured.
 *
 * @param latencies from sending a batch to its last answer
 * @param errors answers that were errors, and requests without answer
 * @param serverMicros the server's processor time, negative if it is not known
 * @param clientMicros the generator's own, negative if it is not known
 */
record LoadResult(
    int pipeline,
    long requests,
    long nanos,
    LatencyHistogram latencies,
    long wrong,
    long errors,
    long serverMicros,
    long clientMicros) {

  static LoadResult of(
      List<LoadConnection> connections,
      int pipeline,
      long nanos,
      long serverMicros,
      long clientMicros) {
    LatencyHistogram latencies = new LatencyHistogram();
    long requests = 0;
    long wrong = 0;
    long errors = 0;
    for (LoadConnection connection : connections) {
      latencies.add(connection.latencies());
      requests += connection.answered();
      wrong += connection.wrong();
      errors += connection.errors();
    }
    return new LoadResult(
        pipeline, requests, nanos, latencies, wrong, errors, serverMicros, clientMicros);
  }

  static String heading() {
    return String.format(
        "%8s %12s %10s %10s %10s %10s %8s %8s %10s %10s",
        "pipeline",
        "requests/s",
        "p50 µs",
        "p95 µs",
        "p99 µs",
        "max µs",
        "wrong",
        "errors",
        "server µs",
        "client µs");
  }

  String row() {
    return String.format(
        Locale.ROOT,
        "%8d %,12.0f %,10.0f %,10.0f %,10.0f %,10.0f %,8d %,8d %10s %10s",
        pipeline,
        perSecond(),
        percentileMicros(0.50),
        percentileMicros(0.95),
        percentileMicros(0.99),
        latencies.maxNanos() / 1e3,
        wrong,
        errors,
        perRequest(serverMicros, "-"),
        perRequest(clientMicros, "-"));
  }

  String json() {
    return String.format(
        Locale.ROOT,
        "{\"pipeline\":%d,\"requests\":%d,\"seconds\":%.3f,\"requestsPerSecond\":%.0f,"
            + "\"p50Micros\":%.1f,\"p95Micros\":%.1f,\"p99Micros\":%.1f,\"maxMicros\":%.1f,"
            + "\"wrong\":%d,\"errors\":%d,\"serverMicrosPerRequest\":%s,"
            + "\"clientMicrosPerRequest\":%s}",
        pipeline,
        requests,
        nanos / 1e9,
        perSecond(),
        percentileMicros(0.50),
        percentileMicros(0.95),
        percentileMicros(0.99),
        latencies.maxNanos() / 1e3,
        wrong,
        errors,
        perRequest(serverMicros, "null"),
        perRequest(clientMicros, "null"));
  }

  double perSecond() {
    return requests * 1e9 / nanos;
  }

  private double percentileMicros(double share) {
    return latencies.percentileNanos(share) / 1e3;
  }

  private String perRequest(long micros, String unknown) {
    return micros < 0 || requests == 0
        ? unknown
        : String.format(Locale.ROOT, "%.2f", (double) micros / requests);
  }
}
