package dev.rollcall.lookup;

import dev.rollcall.base.ByteSlices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers as the source file is at the time of the query ({@code reread-on-query = on}): from the
 * index while the file's identity is the one that was indexed, from the file itself where it
 * changed or may have changed unseen, and always with what was changed at run time. Where the file
 * cannot be read, the index answers. Thread-safe.
 */
final class FreshMembership implements EditableMembership {
  private static final Logger LOG = LoggerFactory.getLogger(FreshMembership.class);

  /**
   * Up to this size a scan of the file takes less time than its client notices; above it, queries
   * wait for the new generation instead, which is built once for all of them.
   */
  private static final long SCAN_BYTES_MAX = 64L << 20;

  private final EditableMembership indexed;
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
      EditableMembership indexed,
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
    SourceIdentity changed = changed();
    if (changed == null) {
      return indexed.ask(keys);
    }
    CompletableFuture<Void> rebuilt = rebuild.apply(changed);
    if (changed.bytes() > SCAN_BYTES_MAX || !ownsAll()) {
      return rebuilt.thenCompose(done -> indexed.ask(keys));
    }
    return CompletableFuture.supplyAsync(() -> scan(keys), blocking)
        .exceptionallyCompose(failure -> indexed.ask(keys));
  }

  /** Members are changed over the list as it is at that time: it decides what has to be hidden. */
  @Override
  public CompletableFuture<Answers> add(ByteSlices keys) {
    return whenIndexed(() -> indexed.add(keys));
  }

  @Override
  public CompletableFuture<Answers> remove(ByteSlices keys) {
    return whenIndexed(() -> indexed.remove(keys));
  }

  /** The whole list is gone through as it was indexed last, which is its state at this time. */
  @Override
  public CompletableFuture<Long> count() {
    return whenIndexed(indexed::count);
  }

  @Override
  public CompletableFuture<MemberPage> scan(long cursor, int count) {
    return whenIndexed(() -> indexed.scan(cursor, count));
  }

  @Override
  public CompletableFuture<List<byte[]>> sample(int count) {
    return whenIndexed(() -> indexed.sample(count));
  }

  @Override
  public CompletableFuture<Boolean> clear() {
    return indexed.clear();
  }

  private <T> CompletableFuture<T> whenIndexed(Supplier<CompletableFuture<T>> question) {
    SourceIdentity changed = changed();
    return changed == null
        ? question.get()
        : rebuild.apply(changed).thenCompose(done -> question.get());
  }

  /** What the source has become since it was indexed; null if it is the same, or out of reach. */
  private @Nullable SourceIdentity changed() {
    try {
      SourceIdentity now = SourceIdentity.of(source);
      Generation live = set.generation();
      // A generation is built only once its source's times can no longer hide a change.
      return live != null && now.equals(live.source()) ? null : now;
    } catch (IOException e) {
      return null;
    }
  }

  private boolean ownsAll() {
    LocalSet.View view = set.view();
    return view != null && view.ownsAll();
  }

  private Answers scan(ByteSlices keys) {
    Answers answers;
    try {
      answers = SourceScan.scan(source, keys);
    } catch (IOException e) {
      LOG.warn("{} cannot be read ({}); answering from the last list", source, e.toString());
      throw new UncheckedIOException(e);
    }
    LocalSet.View view = set.view();
    if (view == null || !view.ownsAll()) {
      throw new IllegalStateException("partitions have moved");
    }
    return view.correct(answers, keys);
  }
}
