package dev.rollcall.edge.http.site;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How often each path was asked for and had. Exact, since the start. Thread-safe. */
final class RequestCounts {
  private static final Logger LOG = LoggerFactory.getLogger(RequestCounts.class);

  /** Only what exists is counted; still, files may come and go for as long as the server runs. */
  static final int PATHS_MAX = 100_000;

  private final ConcurrentHashMap<String, AtomicLong> counts = new ConcurrentHashMap<>();
  private final AtomicBoolean full = new AtomicBoolean();

  /**
   * Counts a request and returns the count; 0 if no further path is counted.
   *
   * @param path with resolved escapes, so that every spelling of it is the same
   */
  long count(String path) {
    AtomicLong count = counts.get(path);
    if (count == null) {
      if (counts.size() >= PATHS_MAX) {
        if (full.compareAndSet(false, true)) {
          LOG.warn("{} paths are counted; requests for further ones are not", PATHS_MAX);
        }
        return 0;
      }
      count = counts.computeIfAbsent(path, unused -> new AtomicLong());
    }
    return count.incrementAndGet();
  }

  /** How often a path was asked for. */
  long of(String path) {
    AtomicLong count = counts.get(path);
    return count == null ? 0 : count.get();
  }
}
