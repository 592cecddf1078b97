package dev.rollcall.lookup;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.jspecify.annotations.Nullable;

/**
 * Answers batches of keys of one set, from this node's own partitions at once and from other nodes'
 * by one message a partition; changes of members go to the partitions that own them. Thread-safe.
 */
final class Lookups implements EditableMembership {

  /** A partition that moves answers nobody for a moment; longer than this, the client is told. */
  static final Duration DEADLINE = Duration.ofSeconds(10);

  /** A message lost in a hand-off is sent again after this. */
  private static final Duration ATTEMPT = Duration.ofSeconds(1);

  /** How long to wait before the owner is asked again: a generation becomes live, one moves. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  private static final byte[] EMPTY = {};

  private final ActorSystem<?> system;
  private final LocalSet set;
  private final SetReads reads;

  Lookups(ActorSystem<?> system, LocalSet set) {
    this.system = system;
    this.set = set;
    this.reads =
        new SetReads(
            new PartitionReads(system, set),
            system.dispatchers().lookup(DispatcherSelector.blocking()));
  }

  @Override
  public CompletableFuture<Answers> ask(ByteSlices keys) {
    LocalSet.View view = set.acquire();
    if (view == null) {
      return CompletableFuture.failedFuture(unavailable());
    }
    if (view.ownsAll()) {
      return CompletableFuture.completedFuture(answerHere(view, keys));
    }
    view.generation().release();
    CompletableFuture<Answers> answers = new CompletableFuture<>();
    attempt(keys, System.nanoTime() + DEADLINE.toNanos(), answers);
    return answers;
  }

  /** Asks one key of every partition, which starts those that do not run yet. */
  CompletableFuture<Answers> askEveryPartition() {
    int partitions = set.router().partitions();
    List<byte[]> keys = new ArrayList<>(Collections.nCopies(partitions, EMPTY));
    int found = 0;
    for (int i = 0; found < partitions; i++) {
      byte[] key = Integer.toString(i).getBytes(StandardCharsets.US_ASCII);
      int partition = set.router().partition(key, 0, key.length);
      if (keys.get(partition).length == 0) {
        keys.set(partition, key);
        found++;
      }
    }
    return ask(ByteSlices.copyOf(keys));
  }

  @Override
  public CompletableFuture<Answers> add(ByteSlices keys) {
    return Alteration.start(system, set, true, keys);
  }

  @Override
  public CompletableFuture<Answers> remove(ByteSlices keys) {
    return Alteration.start(system, set, false, keys);
  }

  @Override
  public CompletableFuture<Long> count() {
    return reads.count();
  }

  @Override
  public CompletableFuture<MemberPage> scan(long cursor, int count) {
    return reads.scan(cursor, count);
  }

  @Override
  public CompletableFuture<List<byte[]>> sample(int count) {
    return reads.sample(count);
  }

  @Override
  public CompletableFuture<Boolean> clear() {
    return Alteration.clear(system, set);
  }

  private static Answers answerHere(LocalSet.View view, ByteSlices keys) {
    try {
      return new Answers(view.generation().fingerprint(), view.contains(keys));
    } finally {
      view.generation().release();
    }
  }

  /** Does something after the pause. */
  static void later(ActorSystem<?> system, Runnable again) {
    CompletableFuture.delayedExecutor(
            PAUSE.toMillis(), TimeUnit.MILLISECONDS, system.executionContext()::execute)
        .execute(again);
  }

  private UserError unavailable() {
    return new UserError(
        ErrorCode.UNAVAILABLE, "set " + set.name() + " cannot be asked now; ask again");
  }

  /** Asks all owners once, and again after a pause where one could not answer. */
  private void attempt(ByteSlices keys, long deadline, CompletableFuture<Answers> answers) {
    var unused =
        scatter(keys)
            .whenComplete(
                (found, failure) -> {
                  if (found != null) {
                    answers.complete(found);
                  } else if (System.nanoTime() - deadline > 0) {
                    answers.completeExceptionally(unavailable());
                  } else {
                    later(system, () -> attempt(keys, deadline, answers));
                  }
                });
  }

  /**
   * One try: null where some owner was not reached or has another generation live than this node,
   * for two generations never mix in one answer.
   */
  private CompletableFuture<@Nullable Answers> scatter(ByteSlices keys) {
    LocalSet.View view = set.acquire();
    if (view == null) {
      return CompletableFuture.completedFuture(null);
    }
    Generation generation = view.generation();
    try {
      Gathering gathering = new Gathering(generation.fingerprint(), keys.count());
      Share here = new Share(keys);
      TreeMap<Integer, Share> elsewhere = new TreeMap<>();
      for (int i = 0; i < keys.count(); i++) {
        int partition = set.router().partition(keys.bytes(), keys.start(i), keys.length(i));
        Share share =
            view.owns(partition)
                ? here
                : elsewhere.computeIfAbsent(partition, p -> new Share(keys));
        share.add(i);
      }
      gathering.put(here, view.contains(here.keys()));
      List<CompletableFuture<Void>> pending = new ArrayList<>();
      elsewhere.forEach(
          (partition, share) ->
              pending.add(
                  find(partition, generation.fingerprint(), share)
                      .thenAcceptAsync(
                          reply -> gathering.put(share, reply), system.executionContext()::execute)
                      .toCompletableFuture()));
      return CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new))
          .handle((done, failure) -> failure == null ? gathering.answers() : null);
    } finally {
      generation.release();
    }
  }

  private CompletionStage<Partition.Reply> find(int partition, long generation, Share share) {
    Partition.Keys keys = Partition.Keys.of(share.keys());
    return PartitionSharding.entity(system, set.name(), partition)
        .ask(replyTo -> new Partition.Find(generation, keys, replyTo), ATTEMPT);
  }

  /** Puts the owners' answers back into the order of the batch. */
  private static final class Gathering {
    private final long generation;
    private final long[] bits;
    private boolean mixed;

    Gathering(long generation, int count) {
      this.generation = generation;
      this.bits = new long[(count + 63) / 64];
    }

    synchronized void put(Share share, Partition.Reply reply) {
      if (reply instanceof Partition.Found found) {
        put(share, found.bits());
      } else {
        mixed = true;
      }
    }

    synchronized void put(Share share, long[] found) {
      share.put(found, bits);
    }

    synchronized @Nullable Answers answers() {
      return mixed ? null : new Answers(generation, bits);
    }
  }
}
