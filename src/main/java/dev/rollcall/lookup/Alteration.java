package dev.rollcall.lookup;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * One batch of keys on its way to become members, or none: each goes to the partition that owns it,
 * and again where no answer comes, since a change made twice is made once. The partition knows that
 * it is the same, unless it has restarted or moved meanwhile. Thread-safe.
 */
final class Alteration {
  /** A slow disk is not asked twice before this. */
  private static final Duration ATTEMPT = Duration.ofSeconds(2);

  /** What one message carries, unless a single key is longer. */
  private static final long MESSAGE_BYTES_MAX = 64 << 10;

  private static final byte[] NO_KEY = {};

  private final ActorSystem<?> system;
  private final LocalSet set;
  private final long deadline = System.nanoTime() + Lookups.DEADLINE.toNanos();
  private final long[] changed;

  private Alteration(ActorSystem<?> system, LocalSet set, int count) {
    this.system = system;
    this.set = set;
    this.changed = new long[(count + Long.SIZE - 1) / Long.SIZE];
  }

  /**
   * Changes members.
   *
   * @param add whether the keys become members, or none
   * @return a bit for each key that was changed
   */
  static CompletableFuture<Answers> start(
      ActorSystem<?> system, LocalSet set, boolean add, ByteSlices keys) {
    for (int i = 0; i < keys.count(); i++) {
      if (keys.length(i) > Lines.BYTES_MAX) {
        return CompletableFuture.failedFuture(
            new UserError(
                ErrorCode.FRAME_TOO_LONG, "a member has at most " + Lines.BYTES_MAX + " bytes"));
      }
    }
    return new Alteration(system, set, keys.count()).run(add, keys);
  }

  /** Removes all members of a set that was made at run time; gives whether there were any. */
  static CompletableFuture<Boolean> clear(ActorSystem<?> system, LocalSet set) {
    if (!set.isRunTime()) {
      return CompletableFuture.failedFuture(
          new UserError(
              ErrorCode.BAD_ARGUMENT,
              "set " + set.name() + " has a file, which says what it has; change that instead"));
    }
    Alteration alteration = new Alteration(system, set, 1);
    Share one = new Share(ByteSlices.copyOf(List.of(NO_KEY)));
    one.add(0);
    CompletableFuture<Void> done = new CompletableFuture<>();
    long request = request();
    alteration.attempt(0, one, (live, replyTo) -> new Partition.Clear(request, replyTo), done);
    return done.thenApply(nothing -> alteration.answers().contains(0));
  }

  /** A number that no other request has while it is remembered. */
  private static long request() {
    return ThreadLocalRandom.current().nextLong();
  }

  /** What to send to a partition, to whoever has this generation live. */
  private interface Message {
    Partition.Alter of(long generation, ActorRef<Partition.Reply> replyTo);
  }

  private CompletableFuture<Answers> run(boolean add, ByteSlices keys) {
    TreeMap<Integer, List<Share>> shares = new TreeMap<>();
    for (int i = 0; i < keys.count(); i++) {
      int partition = set.router().partition(keys.bytes(), keys.start(i), keys.length(i));
      List<Share> ofPartition = shares.computeIfAbsent(partition, p -> new ArrayList<>());
      if (ofPartition.isEmpty()
          || ofPartition.get(ofPartition.size() - 1).bytes() + keys.length(i) > MESSAGE_BYTES_MAX) {
        ofPartition.add(new Share(keys));
      }
      ofPartition.get(ofPartition.size() - 1).add(i);
    }
    List<CompletableFuture<Void>> pending = new ArrayList<>();
    shares.forEach(
        (partition, ofPartition) ->
            ofPartition.forEach(
                share -> {
                  CompletableFuture<Void> done = new CompletableFuture<>();
                  pending.add(done);
                  long request = request();
                  Partition.Keys sent = Partition.Keys.of(share.keys());
                  attempt(
                      partition,
                      share,
                      (live, replyTo) -> new Partition.Change(request, live, add, sent, replyTo),
                      done);
                }));
    return CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new))
        .thenApply(done -> answers());
  }

  private void attempt(int partition, Share share, Message message, CompletableFuture<Void> done) {
    var unused =
        ask(partition, message)
            .whenCompleteAsync(
                (reply, failure) -> {
                  if (reply instanceof Partition.Changed answer) {
                    put(share, answer.bits());
                    done.complete(null);
                  } else if (reply instanceof Partition.Refused refused) {
                    done.completeExceptionally(
                        new UserError(
                            refused.code(), "set " + set.name() + ": " + refused.reason()));
                  } else if (System.nanoTime() - deadline > 0) {
                    done.completeExceptionally(unknown());
                  } else {
                    Lookups.later(system, () -> attempt(partition, share, message, done));
                  }
                },
                system.executionContext()::execute);
  }

  private CompletionStage<Partition.Reply> ask(int partition, Message message) {
    Generation live = set.generation();
    if (live == null) {
      return CompletableFuture.completedFuture(Partition.Again.INSTANCE);
    }
    return PartitionSharding.entity(system, set.name(), partition)
        .ask(replyTo -> message.of(live.fingerprint(), replyTo), ATTEMPT);
  }

  private UserError unknown() {
    return new UserError(
        ErrorCode.UNAVAILABLE,
        "set "
            + set.name()
            + " did not answer in time; whether members were changed is not known, ask again");
  }

  private synchronized void put(Share share, long[] bits) {
    share.put(bits, changed);
  }

  private synchronized Answers answers() {
    return new Answers(0, changed);
  }
}
