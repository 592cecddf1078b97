package dev.rollcall.lookup;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.ErrorCode;
import dev.rollcall.cluster.ClusterMessage;
import dev.rollcall.store.Journal;
import dev.rollcall.store.StoreFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
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
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
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

  private static final Refused TOPIC =
      new Refused(ErrorCode.WRONG_TYPE, "the name is a topic's; choose another one");

  private static final Refused STORE_FAILED =
      new Refused(
          ErrorCode.STORE_FAILED,
          "the store failed and the server stops; whether members were changed is not known");

  /** What one message to another node carries of members, but for the last of them. */
  private static final long PAGE_BYTES_MAX = 256 << 10;

  /** After twice as long without a question a set made at run time goes to sleep. */
  private static final Duration DROWSE_INTERVAL = Duration.ofMinutes(1);

  /** Events until the superfluous ones are deleted; snapshots are made about as often. */
  private static final int EVENTS_PER_SWEEP = 1000;

  sealed interface Command {}

  /** Which of the keys of a batch are members, all of this partition. */
  record Find(long generation, Keys keys, ActorRef<Reply> replyTo)
      implements Command, ClusterMessage {}

  /** Something that changes members, and is gathered with others while an event is written. */
  sealed interface Alter extends Command {
    /** Any number, the same where the same is asked again because no answer came. */
    long request();

    /** The fingerprint of the generation that the asker has live. */
    long generation();

    ActorRef<Reply> replyTo();

    /** The length of the keys that it holds. */
    long bytes();
  }

  /** Makes keys members, or none; all of this partition. */
  record Change(long request, long generation, boolean add, Keys keys, ActorRef<Reply> replyTo)
      implements Alter, ClusterMessage {
    @Override
    public long bytes() {
      return keys.bytes().length;
    }
  }

  /** Leaves a set that was made at run time without a member. */
  record Clear(long request, ActorRef<Reply> replyTo) implements Alter, ClusterMessage {
    @Override
    public long generation() {
      return 0;
    }

    @Override
    public long bytes() {
      return 0;
    }
  }

  /** Something that members are read for, away from this actor: it may take a while. */
  sealed interface Read extends Command {
    ActorRef<Reply> replyTo();

    /** What to reply. */
    Reply answer(PartitionReader reader);
  }

  /** How many members there are. */
  record Count(ActorRef<Reply> replyTo) implements Read, ClusterMessage {
    @Override
    public Reply answer(PartitionReader reader) {
      return new Counted(reader.count());
    }
  }

  /** The members from a place on. */
  record Scan(long layout, long position, int count, ActorRef<Reply> replyTo)
      implements Read, ClusterMessage {
    @Override
    public Reply answer(PartitionReader reader) {
      return Paged.of(reader.page(new ScanCursor(0, layout, position), count, PAGE_BYTES_MAX));
    }
  }

  /** Members chosen at random. */
  record Sample(int count, ActorRef<Reply> replyTo) implements Read, ClusterMessage {
    @Override
    public Reply answer(PartitionReader reader) {
      return new Sampled(
          Keys.of(
              ByteSlices.copyOf(
                  reader.sample(count, PAGE_BYTES_MAX, ThreadLocalRandom.current()))));
    }
  }

  /** Answers nothing more, finishes the write under way and stops. */
  enum Leave implements Command, ClusterMessage {
    INSTANCE
  }

  /** Time to look whether anybody has asked for a set made at run time. */
  enum Drowse implements Command {
    INSTANCE
  }

  private record Known(@Nullable Boolean stored) implements Command {}

  /** What the name of the set is, which has to be known before its first event. */
  private record Named(
      OverlayEvent first, dev.rollcall.store.Keys.@Nullable Kind kind, @Nullable Throwable failure)
      implements Command {}

  /** The name is free again, now that there is no member; or it could not be said. */
  private record Unnamed(@Nullable Throwable failure) implements Command {}

  private record OfJournal(Journal.Notice<OverlayEvent, Overlay> notice) implements Command {}

  private enum Retry implements Command {
    START,
    JOURNAL,
    UNNAME
  }

  sealed interface Reply extends ClusterMessage {}

  /** One bit a key, from the generation that was asked for. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and as small as a message can be.
  record Found(long[] bits) implements Reply {}

  /** One bit a key: whether it was changed. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and as small as a message can be.
  record Changed(long[] bits) implements Reply {}

  /** How many members there are. */
  record Counted(long count) implements Reply {}

  /** Some members, as {@link PartitionReader.Page} has them. */
  record Paged(Keys members, long layout, long next, boolean restarted) implements Reply {

    static Paged of(PartitionReader.Page page) {
      return new Paged(
          Keys.of(ByteSlices.copyOf(page.members())), page.layout(), page.next(), page.restarted());
    }

    PartitionReader.Page page() {
      List<byte[]> list = members.list();
      long bytes = list.stream().mapToLong(PartitionReader::cost).sum();
      return new PartitionReader.Page(list, bytes, layout, next, restarted);
    }
  }

  /** Members chosen at random, at least one unless there is none. */
  record Sampled(Keys members) implements Reply {}

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

    List<byte[]> list() {
      ByteSlices slices = slices();
      return IntStream.range(0, slices.count()).mapToObj(slices::copy).toList();
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

  /**
   * The behaviour of the partition named {@code set/number}.
   *
   * @param shard is asked to put it to sleep
   */
  static Behavior<Command> create(
      String entityId, PartitionHome home, ActorRef<ClusterSharding.ShardCommand> shard) {
    int slash = entityId.lastIndexOf('/');
    int number = Integer.parseInt(entityId.substring(slash + 1));
    LocalSet set = home.set(entityId.substring(0, slash), number);
    if (set == null) {
      // Another node has a set that this one was not configured with; the asker retries elsewhere.
      return Behaviors.stopped();
    }
    return Behaviors.supervise(
            Behaviors.<Command>setup(
                context ->
                    Behaviors.withTimers(
                        timers ->
                            Behaviors.withStash(
                                STASH_MAX,
                                stash ->
                                    new Partition(context, timers, stash, set, number, home, shard)
                                        .start()))))
        .onFailure(SupervisorStrategy.restartWithBackoff(RESTART_MIN, RESTART_MAX, 0.2));
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final StashBuffer<Command> stash;
  private final LocalSet set;
  private final int number;
  private final PartitionHome home;
  private final Overlays overlays;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final String persistenceId;
  private final Changes changes;

  private Overlay overlay = Overlay.EMPTY;
  private @Nullable ActorRef<Journal.Command<OverlayEvent>> journal;
  private boolean recovered;
  private boolean writing;

  /** The name of a set made at run time is this set's in the store. */
  private boolean named;

  /** That is about to change. */
  private boolean naming;

  /** Somebody has asked this actor since it was looked at last. */
  private boolean asked = true;

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
      PartitionHome home,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    this.context = context;
    this.timers = timers;
    this.stash = stash;
    this.set = set;
    this.number = number;
    this.home = home;
    this.overlays = home.overlays();
    this.shard = shard;
    this.persistenceId = Overlays.persistenceId(set, number);
    this.changes = new Changes(set.isRunTime());
  }

  private BehaviorBuilder<Command> receive() {
    return Behaviors.receive(Command.class)
        .onMessage(OfJournal.class, this::onOfJournal)
        .onMessageEquals(Retry.JOURNAL, this::onRetryJournal)
        .onMessage(Named.class, this::onNamed)
        .onMessage(Unnamed.class, this::onUnnamed)
        .onMessageEquals(Retry.UNNAME, this::onRetryUnname)
        .onMessageEquals(Drowse.INSTANCE, this::onDrowse)
        .onMessageEquals(Leave.INSTANCE, this::onLeave)
        .onSignal(ChildFailed.class, this::onJournalFailed)
        .onSignal(Terminated.class, ended -> onJournalGone())
        .onSignal(PreRestart.class, signal -> onEnd())
        .onSignal(PostStop.class, signal -> onPostStop());
  }

  // ---- Before what is stored is known

  private Behavior<Command> start() {
    if (set.isRunTime()) {
      timers.startTimerWithFixedDelay(Drowse.INSTANCE, DROWSE_INTERVAL);
      // Nearly always it was asked for because it has members.
      spawnJournal();
    } else {
      askWhetherStored();
    }
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
            .onMessage(Alter.class, this::onAlter)
            .onMessage(Read.class, this::onRead)
            .build());
  }

  private Behavior<Command> onFind(Find find) {
    asked = true;
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

  private Behavior<Command> onRead(Read read) {
    asked = true;
    LocalSet.View view = leaving ? null : set.acquire();
    if (view == null) {
      read.replyTo().tell(Again.INSTANCE);
      return Behaviors.same();
    }
    var unused =
        CompletableFuture.supplyAsync(
                () -> read.answer(new PartitionReader(set, view, number)), home.blocking())
            .whenComplete(
                (reply, failure) -> {
                  view.generation().release();
                  if (failure != null) {
                    LOG.error("{}: {} failed", persistenceId, read, failure);
                  }
                  read.replyTo().tell(failure == null ? reply : Again.INSTANCE);
                });
    return Behaviors.same();
  }

  private Behavior<Command> onAlter(Alter change) {
    asked = true;
    if (lost) {
      change.replyTo().tell(STORE_FAILED);
    } else if (leaving || pause.compareTo(RESTART_MIN) > 0 || !changes.hasRoom()) {
      change.replyTo().tell(Again.INSTANCE);
    } else if (!changes.isRepeated(change)) {
      changes.add(change);
      if (journal == null) {
        spawnJournal();
      }
      write();
    }
    return Behaviors.same();
  }

  private void write() {
    if (!recovered || writing || naming || leaving || changes.isEmpty() || journal == null) {
      return;
    }
    OverlayEvent event = nextEvent();
    if (event != null && set.isRunTime() && !named) {
      name(event);
    } else if (event != null) {
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

  // ---- The name of a set made at run time, which it has while it has members

  private void name(OverlayEvent first) {
    naming = true;
    context.pipeToSelf(
        home.names().claim(set.name()), (kind, failure) -> new Named(first, kind, failure));
  }

  private Behavior<Command> onNamed(Named message) {
    naming = false;
    named = message.kind() == dev.rollcall.store.Keys.Kind.SET;
    if (message.failure() != null) {
      storeFailed(message.failure());
    } else if (!named) {
      changes.refuse(TOPIC);
    } else if (journal == null || leaving) {
      // The asker repeats it, here or elsewhere.
      changes.sendBack();
    } else {
      writing = true;
      journal.tell(new Journal.Write<>(message.first()));
    }
    return leaving && !writing ? Behaviors.stopped() : Behaviors.same();
  }

  private void unname(CompletableFuture<Boolean> released) {
    naming = true;
    context.pipeToSelf(released, (done, failure) -> new Unnamed(failure));
  }

  private Behavior<Command> onUnnamed(Unnamed message) {
    if (message.failure() != null) {
      LOG.warn("{}: {}", persistenceId, StoreFailure.reason(message.failure()));
      timers.startSingleTimer(Retry.UNNAME, nextPause());
      return leaving ? Behaviors.stopped() : Behaviors.same();
    }
    pause = RESTART_MIN;
    naming = false;
    named = false;
    changes.written();
    write();
    return leaving ? Behaviors.stopped() : Behaviors.same();
  }

  private Behavior<Command> onRetryUnname() {
    unname(home.names().release(set.name()));
    return Behaviors.same();
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
      if (set.isRunTime() && !naming) {
        named = !overlay.isEmpty();
        if (!named) {
          // It may have been left over when the process ended between the two.
          unname(home.names().releaseIfTaken(set.name()));
        }
      }
      if (!leaving) {
        Behavior<Command> open = opened();
        write();
        return open;
      }
    } else if (notice instanceof Journal.Written<OverlayEvent, Overlay> done) {
      onWritten(done.event(), done.state());
    }
    return leaving && !naming ? Behaviors.stopped() : Behaviors.same();
  }

  /** Visible first, acknowledged after. */
  private void onWritten(OverlayEvent event, Overlay state) {
    writing = false;
    overlay = state;
    if (!leaving) {
      set.publish(number, event, overlay);
    }
    sweepNowAndThen();
    if (set.isRunTime() && overlay.isEmpty()) {
      unname(home.names().release(set.name()));
    } else {
      changes.written();
      write();
    }
  }

  private void sweepNowAndThen() {
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
  }

  /** What was published stays: of what was being written nobody has been told. */
  private Behavior<Command> onJournalFailed(ChildFailed failed) {
    storeFailed(failed.getCause());
    return onJournalGone();
  }

  private void storeFailed(Throwable cause) {
    LOG.warn("{}: the store failed ({})", persistenceId, StoreFailure.reason(cause));
    switch (StoreFailure.of(cause)) {
      case FATAL -> {
        lost = true;
        overlays.failed(cause);
        changes.refuse(STORE_FAILED);
      }
      case FULL -> changes.refuse(STORE_FULL);
      default -> changes.sendBack();
    }
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

  /** A set made at run time that nobody has asked for in a while costs nothing any more. */
  private Behavior<Command> onDrowse() {
    boolean busy = !recovered || writing || naming || !changes.isEmpty() || !stash.isEmpty();
    boolean idle = !set.takeRead() && !asked && !busy;
    asked = false;
    if (idle && !leaving) {
      shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
    }
    return Behaviors.same();
  }

  private Behavior<Command> onLeave() {
    leaving = true;
    set.withdraw(number);
    return writing || naming ? Behaviors.same() : Behaviors.stopped();
  }

  private Behavior<Command> onEnd() {
    set.withdraw(number);
    changes.sendBack();
    stash.forEach(Partition::sendBack);
    return Behaviors.same();
  }

  /** Nobody has to wait until the time for an answer is over. */
  private static void sendBack(Command unanswered) {
    if (unanswered instanceof Alter change) {
      change.replyTo().tell(Again.INSTANCE);
    } else if (unanswered instanceof Read read) {
      read.replyTo().tell(Again.INSTANCE);
    } else if (unanswered instanceof Find find) {
      find.replyTo().tell(Again.INSTANCE);
    }
  }

  private Behavior<Command> onPostStop() {
    home.awake().asleep(set);
    return onEnd();
  }
}
