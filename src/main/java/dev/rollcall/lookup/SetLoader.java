package dev.rollcall.lookup;

import dev.rollcall.base.UserError;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Owns the generations of one set on this node: opens the newest at start, watches the source,
 * builds the next one aside and makes it live for the whole set at once. On any failure the live
 * generation stays. Tells its owner once when every partition answers, or that it cannot get so
 * far. A restart opens what is on disk again.
 */
public final class SetLoader extends AbstractBehavior<SetLoader.Command> {

  /** A first list that was changed while it was read is read again after this. */
  private static final Duration FIRST_LIST_AGAIN = Duration.ofSeconds(1);

  public sealed interface Command {}

  /** Builds the list with this identity now, unless it is live; completed when that is over. */
  record Rebuild(SourceIdentity seen, CompletableFuture<Void> done) implements Command {}

  private record Opened(Optional<Generation> newest) implements Command {}

  private record NotOpened(Throwable cause) implements Command {}

  private enum Check implements Command {
    NOW
  }

  private record Seen(SourceIdentity identity) implements Command {}

  private record Unseen(Throwable cause) implements Command {}

  private record Built(Generation generation) implements Command {}

  private record NotBuilt(SourceIdentity identity, Throwable cause) implements Command {}

  private record Verified() implements Command {}

  private record Damaged(Generation generation, Throwable cause) implements Command {}

  private enum Warm implements Command {
    ALL,
    NOT_ALL
  }

  /** What the loader tells its owner, once. */
  public sealed interface Event {}

  /** Every partition of the set answers. */
  public record Ready(String set) implements Event {}

  /** There is nothing to serve: the source cannot be used and nothing was built before. */
  public record Failed(UserError error) implements Event {}

  static Behavior<Command> create(
      SetSettings settings,
      LocalSet set,
      GenerationStore store,
      Lookups lookups,
      ActorRef<Event> owner) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new SetLoader(context, timers, settings, set, store, lookups, owner)));
  }

  private final TimerScheduler<Command> timers;
  private final SetSettings settings;
  private final LocalSet set;
  private final GenerationStore store;
  private final Lookups lookups;
  private final ActorRef<Event> owner;
  private final Executor blocking;

  private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
  private boolean building;

  /** Seen once and not yet built: it must be the same one interval later. */
  private @Nullable SourceIdentity candidate;

  /** Could not be used; not tried again until it changes. */
  private @Nullable SourceIdentity refused;

  private SetLoader(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      SetSettings settings,
      LocalSet set,
      GenerationStore store,
      Lookups lookups,
      ActorRef<Event> owner) {
    super(context);
    this.timers = timers;
    this.settings = settings;
    this.set = set;
    this.store = store;
    this.lookups = lookups;
    this.owner = owner;
    this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    inBackground(store::newest, Opened::new, NotOpened::new);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Rebuild.class, this::onRebuild)
        .onMessage(Opened.class, this::onOpened)
        .onMessage(NotOpened.class, this::onNotOpened)
        .onMessage(Check.class, check -> onCheck())
        .onMessage(Seen.class, this::onSeen)
        .onMessage(Unseen.class, this::onUnseen)
        .onMessage(Built.class, this::onBuilt)
        .onMessage(NotBuilt.class, this::onNotBuilt)
        .onMessage(Verified.class, verified -> this)
        .onMessage(Damaged.class, this::onDamaged)
        .onMessage(Warm.class, this::onWarm)
        .onSignal(PostStop.class, signal -> onPostStop())
        .build();
  }

  private Behavior<Command> onOpened(Opened opened) {
    opened.newest().ifPresent(this::activate);
    return onCheck();
  }

  private Behavior<Command> onNotOpened(NotOpened notOpened) {
    return giveUp(notOpened.cause());
  }

  private Behavior<Command> onRebuild(Rebuild rebuild) {
    Generation live = set.generation();
    SourceIdentity seen = rebuild.seen();
    if (seen.equals(refused) || (live != null && seen.equals(live.source()))) {
      rebuild.done().complete(null);
      return this;
    }
    waiting.add(rebuild.done());
    if (!building) {
      // Whoever asks has seen the change already and wants it now, whole or not.
      build(seen);
    }
    return this;
  }

  private Behavior<Command> onCheck() {
    inBackground(() -> SourceIdentity.of(settings.source()), Seen::new, Unseen::new);
    return this;
  }

  private Behavior<Command> onSeen(Seen seen) {
    Generation live = set.generation();
    SourceIdentity identity = seen.identity();
    if (building || identity.equals(refused)) {
      checkAgain();
    } else if (live == null || identity.equals(candidate)) {
      build(identity);
    } else if (identity.equals(live.source())) {
      candidate = null;
      set.loads().fine();
      checkAgain();
    } else {
      candidate = identity;
      checkAgain();
    }
    return this;
  }

  private Behavior<Command> onUnseen(Unseen unseen) {
    if (set.generation() == null) {
      return giveUp(unseen.cause());
    }
    candidate = null;
    warnOnce("cannot be read (" + reason(unseen.cause()) + ")");
    checkAgain();
    return this;
  }

  private Behavior<Command> onBuilt(Built built) {
    Generation live = set.generation();
    Generation next = built.generation();
    if (live != null && shrunk(live.count(), next.count())) {
      refused = next.source();
      warnOnce(
          "has %,d lines where the last list had %,d; %s = %.0f%% allows no such loss. Raise it and start again to serve the new list"
              .formatted(
                  next.count(),
                  live.count(),
                  settings.key("shrink-max"),
                  settings.shrinkMax() * 100));
      next.retire(true);
    } else {
      set.loads().fine();
      refused = null;
      activate(next);
    }
    buildingDone();
    return this;
  }

  private Behavior<Command> onNotBuilt(NotBuilt notBuilt) {
    if (set.generation() == null && !(notBuilt.cause() instanceof SourceChangedException)) {
      return giveUp(notBuilt.cause());
    }
    if (notBuilt.cause() instanceof UserError) {
      refused = notBuilt.identity();
    }
    warnOnce("could not be loaded (" + reason(notBuilt.cause()) + ")");
    buildingDone();
    return this;
  }

  private Behavior<Command> onDamaged(Damaged damaged) {
    getContext()
        .getLog()
        .error("set {}: {}; it is built anew", set.name(), reason(damaged.cause()));
    if (damaged.generation() == set.generation() && !building) {
      build(damaged.generation().source());
    }
    return this;
  }

  private Behavior<Command> onWarm(Warm warm) {
    if (warm == Warm.ALL) {
      owner.tell(new Ready(set.name()));
    } else {
      warmUp();
    }
    return this;
  }

  private Behavior<Command> onPostStop() {
    waiting.forEach(done -> done.complete(null));
    return this;
  }

  private void activate(Generation next) {
    Generation previous = set.activate(next);
    candidate = null;
    getContext()
        .getLog()
        .info(
            "set {}: generation {} is live, {} members",
            set.name(),
            next.id(),
            "%,d".formatted(next.count()));
    if (previous == null) {
      warmUp();
    } else {
      previous.retire(true);
    }
    if (!next.verified()) {
      verify(next);
    }
  }

  /** Reads a generation whole that was too large for that before it went live. */
  private void verify(Generation generation) {
    inBackground(
        () -> {
          if (generation.tryAcquire()) {
            try {
              generation.verify();
            } finally {
              generation.release();
            }
          }
          return new Verified();
        },
        verified -> verified,
        failure -> new Damaged(generation, failure));
  }

  /** Waits until every partition answers, which also starts them. */
  private void warmUp() {
    getContext()
        .pipeToSelf(
            lookups.askEveryPartition(),
            (answers, failure) -> failure == null ? Warm.ALL : Warm.NOT_ALL);
  }

  private void build(SourceIdentity seen) {
    building = true;
    set.loads().loading(true);
    inBackground(
        () -> store.build(settings.source(), new ProgressLog(set.name(), settings.source())),
        Built::new,
        failure -> new NotBuilt(seen, failure));
  }

  private void buildingDone() {
    building = false;
    set.loads().loading(false);
    waiting.forEach(done -> done.complete(null));
    waiting.clear();
    checkAgain();
  }

  /** Looks again after an interval; where there is none, only until there is something to serve. */
  private void checkAgain() {
    if (!settings.checkInterval().isZero()) {
      timers.startSingleTimer(Check.NOW, settings.checkInterval());
    } else if (set.generation() == null) {
      timers.startSingleTimer(Check.NOW, FIRST_LIST_AGAIN);
    }
  }

  private boolean shrunk(long before, long after) {
    return !settings.rereadOnQuery() && after < before * (1 - settings.shrinkMax());
  }

  private Behavior<Command> giveUp(Throwable cause) {
    owner.tell(new Failed(unusable(cause)));
    return Behaviors.stopped();
  }

  private UserError unusable(Throwable cause) {
    return UserError.configuration(
        settings.key("source") + " = " + settings.source() + ": " + reason(cause));
  }

  private void warnOnce(String what) {
    if (set.loads().failed(settings.source() + " " + what)) {
      getContext()
          .getLog()
          .warn("set {}: {} {}; the last list stays", set.name(), settings.source(), what);
    }
  }

  private static String reason(Throwable cause) {
    if (cause instanceof NoSuchFileException) {
      return "no such file";
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    return String.valueOf(cause.getMessage());
  }

  /** Runs what waits for the disk elsewhere and tells this actor how it ended. */
  private <T> void inBackground(
      Callable<T> work, Function<T, Command> done, Function<Throwable, Command> failed) {
    CompletableFuture<Command> outcome =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return done.apply(work.call());
              } catch (Exception e) {
                return failed.apply(e);
              }
            },
            blocking);
    getContext()
        .pipeToSelf(
            outcome, (command, failure) -> failure == null ? command : failed.apply(failure));
  }
}
