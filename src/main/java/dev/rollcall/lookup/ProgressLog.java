package dev.rollcall.lookup;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs how far the reading of a large source has come, every few seconds. For one thread. */
final class ProgressLog implements LongConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressLog.class);
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final String set;
  private final Path source;
  private long loggedNanos = System.nanoTime();

  ProgressLog(String set, Path source) {
    this.set = set;
    this.source = source;
  }

  @Override
  public void accept(long bytesRead) {
    long now = System.nanoTime();
    if (now - loggedNanos >= INTERVAL_NANOS) {
      loggedNanos = now;
      LOG.info(
          "set {}: {} of {} MiB of {} read",
          set,
          bytesRead >> 20,
          source.toFile().length() >> 20,
          source);
    }
  }
}
