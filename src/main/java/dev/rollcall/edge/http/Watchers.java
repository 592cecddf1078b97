package dev.rollcall.edge.http;

import java.util.List;

/** Who looks after the server: limits on requests do not hold for them, or nobody would see why. */
final class Watchers {
  private static final List<String> PATHS =
      List.of("/health", "/metrics", "/dashboard", "/ws/dashboard");

  private Watchers() {}

  /** Whether a request is of one of them, by what it asks for. */
  static boolean asks(Exchange exchange) {
    String path = exchange.target().rawPath();
    return PATHS.stream().anyMatch(watched -> isBelow(path, watched));
  }

  private static boolean isBelow(String path, String prefix) {
    return path.startsWith(prefix)
        && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
  }
}
