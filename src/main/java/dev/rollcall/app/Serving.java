package dev.rollcall.app;

import dev.rollcall.base.UserError;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;

/** Something that this process serves until it is told to stop. Thread-safe. */
public final class Serving {
  private final ActorSystem<?> system;
  private final CompletableFuture<List<Listening>> ready;

  /**
   * @param ready what listens, once everything answers; or why it cannot
   */
  Serving(ActorSystem<?> system, CompletableFuture<List<Listening>> ready) {
    this.system = system;
    this.ready = ready;
  }

  /** Why it stops, as its log shows it. */
  record Reason(String text) implements CoordinatedShutdown.Reason {
    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * Waits until everything answers.
   *
   * @return where it listens, in the order of the listeners' names
   * @throws UserError where something cannot be had
   * @throws java.util.concurrent.CancellationException where it ended before
   */
  public List<Listening> awaitReady() throws InterruptedException {
    try {
      return ready.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UserError error) {
        throw error;
      }
      throw new CompletionException(e.getCause());
    }
  }

  /** Drains and stops; completed when nothing is left. */
  public CompletableFuture<Done> stop(String reason) {
    return CoordinatedShutdown.get(system).runAll(new Reason(reason)).toCompletableFuture();
  }

  /** Completed when it has stopped, for whatever reason. */
  public CompletableFuture<Done> terminated() {
    return system.getWhenTerminated().toCompletableFuture();
  }
}
