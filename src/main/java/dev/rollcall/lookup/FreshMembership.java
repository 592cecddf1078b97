package dev.rollcall.lookup;

import dev.rollcall.base.ByteSlices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers as the source file is at the time of the query ({@code reread-on-query = on}): from the
 * index while the file's identity is the one that was indexed, from the file itself where it
 * changed or may have changed unseen. Where the file cannot be read, the index answers.
 * Thread-safe.
 */
final class FreshMembership implements Membership {
  private static final Logger LOG = LoggerFactory.getLogger(FreshMembership.class);

  /**
   * Up to this size a scan of the file takes less time than its client notices; above it, queries
   * wait for the new generation instead, which is built once for all of them.
   */
  private static final long SCAN_BYTES_MAX = 64L << 20;

  private final Membership indexed;
  private final LocalSet set;
  private final Path source;
  private final Executor blocking;
  private final Function<SourceIdentity, CompletableFuture<Void>> rebuild;

  /**
   * @param blocking runs what waits for the disk
   * @param rebuild asks for the generation of a source with this identity; completes when it is
   *     live or could not be built
   */
  FreshMembership(
      Membership indexed,
      LocalSet set,
      Path source,
      Executor blocking,
      Function<SourceIdentity, CompletableFuture<Void>> rebuild) {
    this.indexed = indexed;
    this.set = set;
    this.source = source;
    this.blocking = blocking;
    this.rebuild = rebuild;
  }

  @Override
  public CompletableFuture<Answers> ask(ByteSlices keys) {
    SourceIdentity now;
    try {
      now = SourceIdentity.of(source);
    } catch (IOException e) {
      return indexed.ask(keys);
    }
    Generation live = set.generation();
    boolean changed = live == null || !now.equals(live.source());
    if (!changed) {
      // A generation is built only once its source's times can no longer hide a change.
      return indexed.ask(keys);
    }
    CompletableFuture<Void> rebuilt = rebuild.apply(now);
    if (now.bytes() > SCAN_BYTES_MAX) {
      return rebuilt.thenCompose(done -> indexed.ask(keys));
    }
    return CompletableFuture.supplyAsync(() -> scan(keys), blocking)
        .exceptionallyCompose(failure -> indexed.ask(keys));
  }

  private Answers scan(ByteSlices keys) {
    try {
      return SourceScan.scan(source, keys);
    } catch (IOException e) {
      LOG.warn("{} cannot be read ({}); answering from the last list", source, e.toString());
      throw new UncheckedIOException(e);
    }
  }
}
