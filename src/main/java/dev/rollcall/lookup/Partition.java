package dev.rollcall.lookup;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.ErrorCode;
import dev.rollcall.cluster.ClusterMessage;
import dev.rollcall.store.Journal;
import dev.rollcall.store.StoreFailure;
import java.time.Duration;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.BehaviorBuilder;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns one partition of one set on one node of the cluster: while it lives, its node answers for
 * the partition, and whoever changes members of it at run time asks it. It publishes what it knows
 * to the node's {@link LocalSet}, so that connections of the same node answer without asking it,
 * and answers the batches of other nodes itself.
 *
 * <p>The members of the file are in the generation that each node has on its disk. Members added
 * and removed at run time are in its {@link Journal}; while one change is being written others
 * gather, and the next event is all of them. Nothing that was acknowledged is lost when it restarts
 * or moves. Where nothing was ever changed it has no journal.
 */
final class Partition {
  static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "partition");

  private static final Logger LOG = LoggerFactory.getLogger(Partition.class);

  private static final Duration RESTART_MIN = Duration.ofMillis(100);
  private static final Duration RESTART_MAX = Duration.ofSeconds(10);
  private static final int STASH_MAX = 10_000;

  private static final Refused STORE_FULL =
      new Refused(ErrorCode.STORE_FULL, "the store's disk is full; not every member was changed");

  private static final Refused STORE_FAILED =
      new Refused(
          ErrorCode.STORE_FAILED,
          "the store failed and the server stops; whether members were changed is not known");

  /** Events until the superfluous ones are deleted; snapshots are made about as often. */
  private static final int EVENTS_PER_SWEEP = 1000;

  sealed interface Command {}

  /** Which of the keys of a batch are members, all of this partition. */
  record Find(long generation, Keys keys, ActorRef<Reply> replyTo)
      implements Command, ClusterMessage {}

  /** Makes keys members, or none; all of this partition. */
  record Change(long generation, boolean add, Keys keys, ActorRef<Reply> replyTo)
      implements Command, ClusterMessage {}

  /** Answers nothing more, finishes the write under way and stops. */
  enum Leave implements Command, ClusterMessage {
    INSTANCE
  }

  private record Known(@Nullable Boolean stored) implements Command {}

  private record OfJournal(Journal.Notice<OverlayEvent, Overlay> notice) implements Command {}

  private enum Retry implements Command {
    START,
    JOURNAL
  }

  sealed interface Reply extends ClusterMessage {}

  /** One bit a key, from the generation that was asked for. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and as small as a message can be.
  record Found(long[] bits) implements Reply {}

  /** One bit a key: whether it was changed. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and as small as a message can be.
  record Changed(long[] bits) implements Reply {}

  /** The node has another generation live than the one asked for. */
  record OtherGeneration(long generation) implements Reply {}

  /** The keys were not changed. */
  record Refused(ErrorCode code, String reason) implements Reply {}

  /** Whether the keys were changed is not known; to be sent again. */
  enum Again implements Reply {
    INSTANCE
  }

  /** A batch of keys as it travels: their bytes one after the other, and where each ends. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and as small as a message can be.
  record Keys(byte[] bytes, int[] ends) {

    static Keys of(ByteSlices keys) {
      int[] ends = new int[keys.count()];
      int end = 0;
      for (int i = 0; i < ends.length; i++) {
        end += keys.length(i);
        ends[i] = end;
      }
      byte[] bytes = new byte[end];
      for (int i = 0; i < ends.length; i++) {
        int length = keys.length(i);
        System.arraycopy(keys.bytes(), keys.start(i), bytes, ends[i] - length, length);
      }
      return new Keys(bytes, ends);
    }

    ByteSlices slices() {
      ByteSlices slices = new ByteSlices(bytes, ends.length);
      int start = 0;
      for (int end : ends) {
        slices.add(start, end);
        start = end;
      }
      return slices;
    }
  }

  /** The behaviour of the partition named {@code set/number}. */
  static Behavior<Command> create(String entityId, Map<String, LocalSet> sets, Overlays overlays) {
    int slash = entityId.lastIndexOf('/');
    LocalSet set = sets.get(entityId.substring(0, slash));
    if (set == null) {
      // Another node has a set that this one was not configured with; the asker retries elsewhere.
      return Behaviors.stopped();
    }
    int number = Integer.parseInt(entityId.substring(slash + 1));
    return Behaviors.supervise(
            Behaviors.<Command>setup(
                context ->
                    Behaviors.withTimers(
                        timers ->
                            Behaviors.withStash(
                                STASH_MAX,
                                stash ->
                                    new Partition(context, timers, stash, set, number, overlays)
                                        .start()))))
        .onFailure(SupervisorStrategy.restartWithBackoff(RESTART_MIN, RESTART_MAX, 0.2));
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final StashBuffer<Command> stash;
  private final LocalSet set;
  private final int number;
  private final Overlays overlays;
  private final String persistenceId;
  private final Changes changes = new Changes();

  private Overlay overlay = Overlay.EMPTY;
  private @Nullable ActorRef<Journal.Command<OverlayEvent>> journal;
  private boolean recovered;
  private boolean writing;
  private boolean leaving;
  private boolean lost;
  private int written;
  private Duration pause = RESTART_MIN;

  private Partition(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      StashBuffer<Command> stash,
      LocalSet set,
      int number,
      Overlays overlays) {
    this.context = context;
    this.timers = timers;
    this.stash = stash;
    this.set = set;
    this.number = number;
    this.overlays = overlays;
    this.persistenceId = Overlays.persistenceId(set, number);
  }

  private BehaviorBuilder<Command> receive() {
    return Behaviors.receive(Command.class)
        .onMessage(OfJournal.class, this::onOfJournal)
        .onMessageEquals(Retry.JOURNAL, this::onRetryJournal)
        .onMessageEquals(Leave.INSTANCE, this::onLeave)
        .onSignal(ChildFailed.class, this::onJournalFailed)
        .onSignal(Terminated.class, ended -> onJournalGone())
        .onSignal(PreRestart.class, signal -> onEnd())
        .onSignal(PostStop.class, signal -> onEnd());
  }

  // ---- Before what is stored is known

  private Behavior<Command> start() {
    askWhetherStored();
    return receive()
        .onMessage(Known.class, this::onKnown)
        .onMessageEquals(Retry.START, this::onRetryStart)
        .onMessage(Command.class, this::onLater)
        .build();
  }

  private void askWhetherStored() {
    context.pipeToSelf(overlays.stored(persistenceId), (stored, failure) -> new Known(stored));
  }

  private Behavior<Command> onKnown(Known known) {
    if (known.stored() == null) {
      timers.startSingleTimer(Retry.START, nextPause());
      return Behaviors.same();
    }
    pause = RESTART_MIN;
    if (known.stored()) {
      spawnJournal();
      return Behaviors.same();
    }
    return opened();
  }

  private Behavior<Command> onRetryStart() {
    askWhetherStored();
    return Behaviors.same();
  }

  private Behavior<Command> onLater(Command command) {
    if (!stash.isFull()) {
      stash.stash(command);
    }
    return Behaviors.same();
  }

  // ---- Open

  private Behavior<Command> opened() {
    set.publish(number, overlay);
    return stash.unstashAll(
        receive()
            .onMessage(Find.class, this::onFind)
            .onMessage(Change.class, this::onChange)
            .build());
  }

  private Behavior<Command> onFind(Find find) {
    LocalSet.View view = leaving ? null : set.acquire();
    if (view == null) {
      find.replyTo().tell(new OtherGeneration(0));
      return Behaviors.same();
    }
    Generation generation = view.generation();
    try {
      if (generation.fingerprint() == find.generation()) {
        find.replyTo().tell(new Found(view.contains(find.keys().slices())));
      } else {
        find.replyTo().tell(new OtherGeneration(generation.fingerprint()));
      }
    } finally {
      generation.release();
    }
    return Behaviors.same();
  }

  private Behavior<Command> onChange(Change change) {
    if (lost) {
      change.replyTo().tell(STORE_FAILED);
    } else if (leaving || pause.compareTo(RESTART_MIN) > 0 || !changes.hasRoom()) {
      change.replyTo().tell(Again.INSTANCE);
    } else {
      changes.add(change);
      if (journal == null) {
        spawnJournal();
      }
      write();
    }
    return Behaviors.same();
  }

  private void write() {
    if (!recovered || writing || leaving || changes.isEmpty() || journal == null) {
      return;
    }
    OverlayEvent event = nextEvent();
    if (event != null) {
      writing = true;
      journal.tell(new Journal.Write<>(event));
    }
  }

  private @Nullable OverlayEvent nextEvent() {
    LocalSet.View view = set.acquire();
    if (view == null) {
      return changes.next(overlay, null);
    }
    try {
      return changes.next(overlay, view.generation());
    } finally {
      view.generation().release();
    }
  }

  // ---- The journal

  private void spawnJournal() {
    ActorRef<Journal.Notice<OverlayEvent, Overlay>> self =
        context.messageAdapter(Journal.notices(), OfJournal::new);
    journal =
        context.spawnAnonymous(
            Journal.create(PersistenceId.ofUniqueId(persistenceId), new Overlay.Folding(), self));
    context.watch(journal);
  }

  private Behavior<Command> onOfJournal(OfJournal message) {
    Journal.Notice<OverlayEvent, Overlay> notice = message.notice();
    if (notice instanceof Journal.Recovered<OverlayEvent, Overlay> done) {
      recovered = true;
      pause = RESTART_MIN;
      overlay = done.state();
      if (!leaving) {
        Behavior<Command> open = opened();
        write();
        return open;
      }
    } else if (notice instanceof Journal.Written<OverlayEvent, Overlay> done) {
      onWritten(done.state());
    }
    return leaving ? Behaviors.stopped() : Behaviors.same();
  }

  /** Visible first, acknowledged after. */
  private void onWritten(Overlay state) {
    writing = false;
    overlay = state;
    if (!leaving) {
      set.publish(number, overlay);
    }
    changes.written();
    written++;
    if (overlay.worthSnapshot() || written % EVENTS_PER_SWEEP == 0) {
      var unused =
          overlays
              .sweep(persistenceId)
              .whenComplete(
                  (done, failure) -> {
                    if (failure != null) {
                      LOG.warn("{}: old events cannot be deleted: {}", persistenceId, failure);
                    }
                  });
    }
    write();
  }

  /** What was published stays: of what was being written nobody has been told. */
  private Behavior<Command> onJournalFailed(ChildFailed failed) {
    Throwable cause = failed.getCause();
    LOG.warn("{}: the store failed ({})", persistenceId, StoreFailure.reason(cause));
    switch (StoreFailure.of(cause)) {
      case FATAL -> {
        lost = true;
        changes.refuse(STORE_FAILED);
        overlays.failed(cause);
      }
      case FULL -> changes.refuse(STORE_FULL);
      default -> changes.sendBack();
    }
    return onJournalGone();
  }

  private Behavior<Command> onJournalGone() {
    journal = null;
    recovered = false;
    writing = false;
    changes.sendBack();
    if (leaving) {
      return Behaviors.stopped();
    }
    if (!lost) {
      timers.startSingleTimer(Retry.JOURNAL, nextPause());
    }
    return Behaviors.same();
  }

  private Behavior<Command> onRetryJournal() {
    if (journal == null) {
      spawnJournal();
    }
    return Behaviors.same();
  }

  private Duration nextPause() {
    Duration now = pause;
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(RESTART_MAX) < 0 ? doubled : RESTART_MAX;
    return now;
  }

  // ---- The end

  private Behavior<Command> onLeave() {
    leaving = true;
    set.withdraw(number);
    return writing ? Behaviors.same() : Behaviors.stopped();
  }

  private Behavior<Command> onEnd() {
    set.withdraw(number);
    changes.sendBack();
    return Behaviors.same();
  }
}
