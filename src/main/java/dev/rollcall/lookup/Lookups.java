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
import org.jspecify.annotations.Nullable;

/**
 * Answers batches of keys of one set, from this node's own partitions at once and from other nodes'
 * by one message a partition. Thread-safe.
 */
final class Lookups implements Membership {

  /** A partition that moves answers nobody for a moment; longer than this, the client is told. */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** A message lost in a hand-off is sent again after this. */
  private static final Duration ATTEMPT = Duration.ofSeconds(1);

  /** How long to wait for another node's generation to become ours, or ours to become its. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  private static final byte[] EMPTY = {};

  private final ActorSystem<?> system;
  private final LocalSet set;

  Lookups(ActorSystem<?> system, LocalSet set) {
    this.system = system;
    this.set = set;
  }

  @Override
  public CompletableFuture<Answers> ask(ByteSlices keys) {
    LocalSet.View view = set.acquire();
    if (view == null) {
      return CompletableFuture.failedFuture(unavailable());
    }
    if (view.ownsAll()) {
      return CompletableFuture.completedFuture(answerHere(view.generation(), keys));
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

  private static Answers answerHere(Generation generation, ByteSlices keys) {
    try {
      return new Answers(generation.fingerprint(), generation.contains(keys));
    } finally {
      generation.release();
    }
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
                    CompletableFuture.delayedExecutor(
                            PAUSE.toMillis(),
                            TimeUnit.MILLISECONDS,
                            system.executionContext()::execute)
                        .execute(() -> attempt(keys, deadline, answers));
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
            view.owned().get(partition)
                ? here
                : elsewhere.computeIfAbsent(partition, p -> new Share(keys));
        share.add(i);
      }
      gathering.put(here, generation.contains(here.keys));
      List<CompletableFuture<Void>> pending = new ArrayList<>();
      elsewhere.forEach(
          (partition, share) ->
              pending.add(
                  find(partition, generation.fingerprint(), share)
                      .thenAccept(reply -> gathering.put(share, reply))
                      .toCompletableFuture()));
      return CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new))
          .handle((done, failure) -> failure == null ? gathering.answers() : null);
    } finally {
      generation.release();
    }
  }

  private CompletionStage<Partition.Reply> find(int partition, long generation, Share share) {
    Partition.Keys keys = Partition.Keys.of(share.keys);
    return Partition.entity(system, set.name(), partition)
        .ask(replyTo -> new Partition.Find(generation, keys, replyTo), ATTEMPT);
  }

  /** The keys of one batch that one owner answers, and where they stand in the batch. */
  private static final class Share {
    private final ByteSlices batch;
    private final ByteSlices keys;
    private final List<Integer> indices = new ArrayList<>();

    Share(ByteSlices batch) {
      this.batch = batch;
      this.keys = new ByteSlices(batch.bytes());
    }

    void add(int index) {
      keys.add(batch.start(index), batch.end(index));
      indices.add(index);
    }
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
      for (int i = 0; i < share.indices.size(); i++) {
        int index = share.indices.get(i);
        bits[index >>> 6] |= (found[i >>> 6] >>> i & 1) << index;
      }
    }

    synchronized @Nullable Answers answers() {
      return mixed ? null : new Answers(generation, bits);
    }
  }
}
