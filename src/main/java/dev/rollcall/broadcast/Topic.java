package dev.rollcall.broadcast;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.cluster.ClusterMessage;
import dev.rollcall.store.Journal;
import dev.rollcall.store.Keys;
import dev.rollcall.store.StoreFailure;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.jspecify.annotations.Nullable;

/**
 * One topic, on one node of the cluster at a time: gives messages their IDs and has them stored.
 * While one batch is being written, appends gather, and the next batch is all of them; each is
 * answered when its batch is durable, and after that the batch goes to every node's {@link Fanout}.
 *
 * <p>Nothing that was acknowledged is lost when it restarts or moves: it begins with what its
 * {@link Journal} has stored. Appends whose outcome a failure left open are looked for there before
 * they are written again.
 */
final class Topic {
  static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "topic");

  private static final int SHARDS = 64;

  private static final String PERSISTENCE_PREFIX = "topic|";

  sealed interface Command {}

  /** Stores these messages, unless the key was seen lately. */
  record Append(AppendKey key, List<Message> messages, ActorRef<Reply> replyTo)
      implements Command, ClusterMessage {
    long bytes() {
      long bytes = 0;
      for (Message message : messages) {
        bytes += message.bytes();
      }
      return bytes;
    }
  }

  sealed interface Reply extends ClusterMessage {}

  /** The messages are durable under consecutive IDs. */
  record Stored(MessageId first, int count) implements Reply {}

  /** The messages are not in the log. */
  record Refused(ErrorCode code, String reason) implements Reply {}

  /** The topic is on its way elsewhere; the append is to be sent again under the same key. */
  enum Again implements Reply {
    INSTANCE
  }

  /** How does the topic stand? */
  record Describe(ActorRef<Described> replyTo) implements Command, ClusterMessage {}

  record Described(MessageId trimmedTo, MessageId last, long count, long bytes)
      implements ClusterMessage {}

  /** A node wants every batch from the one with this number on; from now on if that is 0. */
  record Subscribe(long next, ActorRef<Fanout.Command> fanout) implements Command, ClusterMessage {}

  record Unsubscribe(ActorRef<Fanout.Command> fanout) implements Command, ClusterMessage {}

  /** Looks whether something is to be deleted. */
  enum Sweep implements Command, ClusterMessage {
    INSTANCE
  }

  /** Finishes the write under way, then stops; what else waits is sent back. */
  enum Leave implements Command, ClusterMessage {
    INSTANCE
  }

  private record OfJournal(Journal.Notice<Batch, TopicState> notice) implements Command {}

  private record Read(History.@Nullable Kept kept) implements Command {}

  private record Claimed(Keys.@Nullable Kind kind, @Nullable Throwable failure)
      implements Command {}

  private enum Restart implements Command {
    NOW
  }

  private enum WriteAgain implements Command {
    NOW
  }

  private record Deleted(long upTo, boolean done, @Nullable Throwable failure) implements Command {}

  /** What may wait to be written, in bytes; beyond it clients are told to come back. */
  private static final long WAITING_BYTES_MAX = 64 << 20;

  /** Questions that wait for recovery; whoever asked asks again. */
  private static final int STASH_MAX = 1000;

  private static final Duration RESTART_MIN = Duration.ofMillis(200);
  private static final int RESTART_DOUBLINGS = 5;

  static String persistenceId(String topic) {
    return PERSISTENCE_PREFIX + topic;
  }

  /** Makes this node a home for topics. */
  static void initSharding(ClusterSharding sharding, TopicStores stores) {
    sharding.init(
        Entity.of(KEY, context -> create(context.getEntityId(), stores))
            .withMessageExtractor(new HashCodeMessageExtractor<>(SHARDS))
            .withStopMessage(Leave.INSTANCE));
  }

  static Behavior<Command> create(String name, TopicStores stores) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    Behaviors.withStash(
                        STASH_MAX,
                        stash -> new Topic(context, timers, stash, name, stores).recovering())));
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final StashBuffer<Command> stash;
  private final String name;
  private final TopicStores stores;
  private final Retention retention;
  private final Waiting waiting = new Waiting();
  private final Subscribers subscribers;
  private final TopicMeters.OfTopic meters;

  private ActorRef<Journal.Command<Batch>> journal;
  private int journals;
  private TopicState state = TopicState.EMPTY;
  private KeyWindow window = new KeyWindow();

  /** What is deleted, which the journal's state learns from a later batch only. */
  private long deletedUpTo;

  private int failures;
  private boolean claimed;
  private boolean claiming;
  private boolean writing;
  private boolean deleting;
  private boolean leaving;

  private Topic(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      StashBuffer<Command> stash,
      String name,
      TopicStores stores) {
    this.context = context;
    this.timers = timers;
    this.stash = stash;
    this.name = name;
    this.stores = stores;
    this.retention = stores.settings().of(name);
    this.subscribers = new Subscribers(name);
    this.meters = stores.meters().of(name);
    this.journal = spawnJournal();
    timers.startTimerWithFixedDelay(Sweep.INSTANCE, retention.interval());
  }

  // ---- Recovering

  private ActorRef<Journal.Command<Batch>> spawnJournal() {
    ActorRef<Journal.Notice<Batch, TopicState>> self =
        context.messageAdapter(Journal.notices(), OfJournal::new);
    journals++;
    ActorRef<Journal.Command<Batch>> spawned =
        context.spawn(
            Journal.create(
                PersistenceId.ofUniqueId(persistenceId(name)),
                new TopicState.Folding(retention),
                self),
            "journal-" + journals);
    context.watch(spawned);
    return spawned;
  }

  private Behavior<Command> recovering() {
    return Behaviors.receive(Command.class)
        .onMessage(OfJournal.class, this::onRecovered)
        .onMessage(Read.class, this::onRead)
        .onMessageEquals(Restart.NOW, this::onRestart)
        .onMessageEquals(Leave.INSTANCE, this::onLeaveNow)
        .onMessage(Append.class, this::onAppendLater)
        .onMessage(Subscribe.class, this::onSubscribeLater)
        .onMessage(Unsubscribe.class, this::onUnsubscribe)
        .onMessage(Claimed.class, this::onClaimedLate)
        .onMessage(Deleted.class, this::onDeleted)
        .onMessage(Command.class, this::onLater)
        .onSignal(ChildFailed.class, this::onJournalFailed)
        .onSignal(Terminated.class, this::onFanoutGone)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<Command> onLater(Command command) {
    if (!stash.isFull() && command instanceof Describe) {
      stash.stash(command);
    }
    return Behaviors.same();
  }

  /** Waits with the others; whether it is in the log already is seen after recovery. */
  private Behavior<Command> onAppendLater(Append append) {
    if (waiting.bytes() > WAITING_BYTES_MAX) {
      append.replyTo().tell(overloaded());
    } else {
      waiting.add(append);
    }
    return Behaviors.same();
  }

  private Behavior<Command> onSubscribeLater(Subscribe subscribe) {
    add(subscribe.fanout());
    return Behaviors.same();
  }

  private void add(ActorRef<Fanout.Command> fanout) {
    if (subscribers.add(fanout)) {
      context.watch(fanout);
    }
  }

  private Behavior<Command> onClaimedLate(Claimed message) {
    claiming = false;
    claimed |= message.kind() == Keys.Kind.TOPIC;
    return Behaviors.same();
  }

  private Behavior<Command> onRecovered(OfJournal message) {
    if (message.notice() instanceof Journal.Recovered<Batch, TopicState> recovered) {
      state = recovered.state();
      claimed = state.sequence() > 0;
      context.pipeToSelf(stores.history().kept(name), (kept, failure) -> new Read(kept));
    }
    return Behaviors.same();
  }

  private Behavior<Command> onRead(Read read) {
    History.Kept kept = read.kept();
    if (kept == null || kept.last() > state.sequence()) {
      // Unread, or written by an earlier attempt after this one had recovered.
      context.getLog().warn("topic {}: its latest appends are not known yet; trying again", name);
      context.stop(journal);
      return restartSoon();
    }
    deletedUpTo = kept.first() - 1;
    state = state.without(deletedUpTo);
    meters.stands(state);
    window = kept.keys();
    waiting.resolve(window);
    writing = false;
    failures = 0;
    subscribers.restart(state);
    write();
    return stash.unstashAll(open());
  }

  private Behavior<Command> onRestart() {
    journal = spawnJournal();
    return Behaviors.same();
  }

  private Behavior<Command> restartSoon() {
    timers.startSingleTimer(Restart.NOW, RESTART_MIN.multipliedBy(1L << failures));
    failures = Math.min(failures + 1, RESTART_DOUBLINGS);
    return recovering();
  }

  private Behavior<Command> onJournalFailed(ChildFailed failed) {
    return onStoreTrouble(failed.getCause()) == StoreFailure.FATAL || leaving
        ? Behaviors.stopped()
        : restartSoon();
  }

  /** Tells those who wait what can be told already, and stops the server where it has to stop. */
  private StoreFailure onStoreTrouble(Throwable cause) {
    StoreFailure failure = StoreFailure.of(cause);
    switch (failure) {
      case FATAL -> {
        waiting.refuse(
            ErrorCode.STORE_FAILED,
            "the store failed and the server stops; whether the message was stored is not known");
        stores.fatal().accept(cause);
      }
      case FULL -> {
        context.getLog().error("topic {}: the store's disk is full; nothing can be appended", name);
        waiting.refuse(
            ErrorCode.STORE_FULL, "the store's disk is full; the message was not stored");
      }
      default ->
          context
              .getLog()
              .warn(
                  "topic {}: the store failed, trying again ({})",
                  name,
                  StoreFailure.reason(cause));
    }
    return failure;
  }

  // ---- Open

  private Behavior<Command> open() {
    return Behaviors.receive(Command.class)
        .onMessage(Append.class, this::onAppend)
        .onMessage(OfJournal.class, this::onOfJournal)
        .onMessage(Claimed.class, this::onClaimed)
        .onMessageEquals(WriteAgain.NOW, this::onWriteAgain)
        .onMessage(Subscribe.class, this::onSubscribe)
        .onMessage(Unsubscribe.class, this::onUnsubscribe)
        .onMessage(Describe.class, this::onDescribe)
        .onMessageEquals(Sweep.INSTANCE, this::onSweep)
        .onMessage(Deleted.class, this::onDeleted)
        .onMessageEquals(Leave.INSTANCE, this::onLeave)
        .onSignal(ChildFailed.class, this::onJournalFailed)
        .onSignal(Terminated.class, this::onFanoutGone)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<Command> onAppend(Append append) {
    Appended known = window.find(append.key());
    if (known != null) {
      append.replyTo().tell(new Stored(known.first(), known.count()));
    } else if (leaving) {
      append.replyTo().tell(Again.INSTANCE);
    } else if (waiting.bytes() > WAITING_BYTES_MAX) {
      append.replyTo().tell(overloaded());
    } else {
      waiting.add(append);
      write();
    }
    return Behaviors.same();
  }

  private static Refused overloaded() {
    return new Refused(
        ErrorCode.OVERLOADED, "more is being appended than can be stored; try again later");
  }

  private void write() {
    if (writing || leaving || waiting.isEmpty()) {
      return;
    }
    if (!claimed) {
      claim();
      return;
    }
    write(waiting.batch(state.last(), state.keptFrom(), stores.clock().millis()));
  }

  private void write(Batch batch) {
    writing = true;
    journal.tell(new Journal.Write<>(batch));
  }

  /** A name is a topic's or a set's from the first write on. */
  private void claim() {
    if (!claiming) {
      claiming = true;
      context.pipeToSelf(stores.claim(name), Claimed::new);
    }
  }

  private Behavior<Command> onClaimed(Claimed message) {
    claiming = false;
    if (message.kind() == Keys.Kind.TOPIC) {
      claimed = true;
      write();
    } else if (message.failure() != null) {
      onStoreTrouble(message.failure());
      timers.startSingleTimer(WriteAgain.NOW, RESTART_MIN);
    } else {
      waiting.refuse(ErrorCode.WRONG_TYPE, name + " is the name of a set, not of a topic");
    }
    return Behaviors.same();
  }

  private Behavior<Command> onWriteAgain() {
    write();
    return Behaviors.same();
  }

  private Behavior<Command> onOfJournal(OfJournal message) {
    if (message.notice() instanceof Journal.Written<Batch, TopicState> written) {
      onWritten(written);
    }
    return leaving && !writing ? Behaviors.stopped() : Behaviors.same();
  }

  private void onWritten(Journal.Written<Batch, TopicState> written) {
    Batch batch = written.event();
    state = written.state().without(deletedUpTo);
    meters.stands(state);
    meters.appended(batch.count());
    writing = false;
    window.add(batch);
    if (state.open().firstSequence() == state.sequence()) {
      sweep();
    }
    waiting.stored(batch);
    write();
    subscribers.publish(state.sequence(), batch);
  }

  private Behavior<Command> onSubscribe(Subscribe subscribe) {
    add(subscribe.fanout());
    subscribers.catchUp(subscribe.fanout(), subscribe.next(), state);
    return Behaviors.same();
  }

  private Behavior<Command> onUnsubscribe(Unsubscribe unsubscribe) {
    subscribers.remove(unsubscribe.fanout());
    context.unwatch(unsubscribe.fanout());
    return Behaviors.same();
  }

  private Behavior<Command> onFanoutGone(Terminated gone) {
    subscribers.removeEnded(gone.getRef());
    return Behaviors.same();
  }

  private Behavior<Command> onDescribe(Describe describe) {
    describe
        .replyTo()
        .tell(new Described(state.trimmedTo(), state.last(), state.count(), state.bytes()));
    return Behaviors.same();
  }

  // ---- Retention

  private Behavior<Command> onSweep() {
    long now = stores.clock().millis();
    if (!writing && claimed && state.open().count() > 0 && retention.expired(state.open(), now)) {
      // Begins a chapter of its own, so that the one before it can go.
      write(new Batch(state.last(), state.keptFrom(), List.of()));
    }
    sweep();
    return Behaviors.same();
  }

  /** Deletes what need not be kept. */
  private void sweep() {
    long upTo =
        retention.dropUpTo(state.closed(), state.bytes(), state.count(), stores.clock().millis());
    if (upTo == 0 || deleting) {
      return;
    }
    deleting = true;
    context.pipeToSelf(
        stores.delete(persistenceId(name), upTo),
        (done, failure) -> new Deleted(upTo, Boolean.TRUE.equals(done), failure));
  }

  private Behavior<Command> onDeleted(Deleted deleted) {
    deleting = false;
    Throwable failure = deleted.failure();
    if (failure != null && StoreFailure.of(failure) == StoreFailure.FATAL) {
      onStoreTrouble(failure);
    } else if (failure != null) {
      context
          .getLog()
          .warn("topic {}: nothing could be deleted ({})", name, StoreFailure.reason(failure));
    } else if (deleted.done()) {
      deletedUpTo = deleted.upTo();
      state = state.without(deletedUpTo);
      meters.stands(state);
    }
    return Behaviors.same();
  }

  // ---- The end

  private Behavior<Command> onLeave() {
    leaving = true;
    if (!writing) {
      return Behaviors.stopped();
    }
    return Behaviors.same();
  }

  private Behavior<Command> onLeaveNow() {
    return Behaviors.stopped();
  }

  private Behavior<Command> onPostStop(PostStop signal) {
    waiting.sendBack();
    meters.close();
    subscribers.leave();
    return Behaviors.same();
  }
}
