package dev.rollcall.lookup;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * Reads single partitions of one set: here where this node owns them, otherwise by one message to
 * their owner, and again where it could not answer. Thread-safe.
 */
final class PartitionReads {
  /** The owner may have to go through all of a large partition. */
  private static final Duration ATTEMPT = Duration.ofSeconds(5);

  private final ActorSystem<?> system;
  private final LocalSet set;

  PartitionReads(ActorSystem<?> system, LocalSet set) {
    this.system = system;
    this.set = set;
  }

  LocalSet set() {
    return set;
  }

  /**
   * What is read in both ways.
   *
   * @param <R> what is read
   * @param here reads it on this node
   * @param message asks another node for it
   * @param reply takes it out of the reply; null for one of another kind
   */
  record Question<R>(
      Function<PartitionReader, R> here,
      Function<ActorRef<Partition.Reply>, Partition.Read> message,
      Function<Partition.Reply, @Nullable R> reply) {}

  /** How many members there are. */
  CompletableFuture<Long> count(int partition) {
    return read(
        partition,
        new Question<>(
            PartitionReader::count,
            Partition.Count::new,
            reply -> reply instanceof Partition.Counted counted ? counted.count() : null));
  }

  /** Reads a partition; done already where that can be done here. */
  <R> CompletableFuture<R> read(int partition, Question<R> question) {
    CompletableFuture<R> answer = new CompletableFuture<>();
    attempt(partition, question, System.nanoTime() + Lookups.DEADLINE.toNanos(), answer);
    return answer;
  }

  private <R> void attempt(
      int partition, Question<R> question, long deadline, CompletableFuture<R> answer) {
    LocalSet.View view = set.acquire();
    if (view == null) {
      again(partition, question, deadline, answer);
      return;
    }
    try {
      if (view.owns(partition)) {
        answer.complete(question.here().apply(new PartitionReader(set, view, partition)));
        return;
      }
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
      return;
    } finally {
      view.generation().release();
    }
    var unused =
        PartitionSharding.entity(system, set.name(), partition)
            .<Partition.Reply>ask(question.message()::apply, ATTEMPT)
            .whenCompleteAsync(
                (reply, failure) -> {
                  R found = reply == null ? null : question.reply().apply(reply);
                  if (found != null) {
                    answer.complete(found);
                  } else {
                    again(partition, question, deadline, answer);
                  }
                },
                system.executionContext()::execute);
  }

  private <R> void again(
      int partition, Question<R> question, long deadline, CompletableFuture<R> answer) {
    if (System.nanoTime() - deadline > 0) {
      answer.completeExceptionally(
          new UserError(
              ErrorCode.UNAVAILABLE, "set " + set.name() + " cannot be asked now; ask again"));
    } else {
      Lookups.later(system, () -> attempt(partition, question, deadline, answer));
    }
  }
}
