package dev.rollcall.lookup;

import dev.rollcall.lookup.SetDescription.FailedLoad;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the loading of one set has gone on this node, written by its {@link SetLoader} and read by
 * whoever wants to know. Thread-safe.
 */
final class LoadRecord {
  private volatile boolean loading;
  private volatile String trouble = "";
  private volatile @Nullable FailedLoad lastFailed;
  private volatile long failures;

  void loading(boolean now) {
    loading = now;
  }

  /** A list is being read and built. */
  boolean isLoading() {
    return loading;
  }

  /** Nothing stands in the way any more. */
  void fine() {
    trouble = "";
  }

  /**
   * A list could not be loaded. What stands in the way is one failure, however often it is met
   * again.
   *
   * @return whether that is news
   */
  synchronized boolean failed(String reason) {
    if (reason.equals(trouble)) {
      return false;
    }
    trouble = reason;
    lastFailed = new FailedLoad(Instant.now(), reason);
    failures++;
    return true;
  }

  /** Whether what failed last still stands in the way. */
  boolean isStale() {
    return !trouble.isEmpty();
  }

  /** What failed last, if anything ever did. */
  Optional<FailedLoad> lastFailed() {
    return Optional.ofNullable(lastFailed);
  }

  /** How often a list could not be loaded. */
  long failures() {
    return failures;
  }
}
