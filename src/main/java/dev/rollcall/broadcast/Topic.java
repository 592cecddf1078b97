package dev.rollcall.broadcast;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.cluster.ClusterMessage;
import dev.rollcall.store.Journal;
import dev.rollcall.store.Keys;
import dev.rollcall.store.StoreFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
  record Append(AppendKey key, List<Message> messages, AppendAt at, ActorRef<Reply> replyTo)
      implements Command, ClusterMessage {
    long bytes() {
      long bytes = 0;
      for (Message message : messages) {
        bytes += message.bytes();
      }
      return bytes;
    }
  }

  /** Changes something else, unless the key was seen lately. */
  sealed interface Alteration extends Command, ClusterMessage {
    AppendKey key();

    ActorRef<Reply> replyTo();
  }

  /** Makes an empty topic; answered by 1 if there was none. */
  record Create(AppendKey key, ActorRef<Reply> replyTo) implements Alteration {}

  /** Deletes the topic; answered by 1 if there was one. */
  record Delete(AppendKey key, ActorRef<Reply> replyTo) implements Alteration {}

  /** Takes single messages away; answered by how many there were. */
  record Remove(AppendKey key, List<MessageId> ids, ActorRef<Reply> replyTo)
      implements Alteration {}

  /** Takes the oldest messages away; answered by how many there were. */
  record Shorten(AppendKey key, Trim trim, ActorRef<Reply> replyTo) implements Alteration {}

  /** Sets what counts as given, appended and removed; answered by 1. */
  record SetLast(
      AppendKey key,
      MessageId id,
      @Nullable Long added,
      @Nullable MessageId maxDeleted,
      ActorRef<Reply> replyTo)
      implements Alteration {}

  sealed interface Reply extends ClusterMessage {}

  /** The change is durable, or there was nothing to change. */
  record Altered(long result) implements Reply {}

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

  record Described(TopicDescription description) implements ClusterMessage {}

  /**
   * What is removed?
   *
   * @param at from this ID on, or before it
   */
  record Look(MessageId at, boolean before, ActorRef<Looked> replyTo)
      implements Command, ClusterMessage {}

  /** What is removed between two IDs. */
  record Looked(Removed removed, MessageId knownFrom, MessageId knownTo)
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

  /** What history says for the next alterations, in the look with this number. */
  private record Looking(int look, Alterations.@Nullable Finding finding) implements Command {}

  /** The look with this number found the store unreadable; it is time for the next one. */
  private record LookAgain(int look) implements Command {}

  /** What history says of the oldest messages, after this ID. */
  private record Oldest(MessageId after, @Nullable List<History.Live> live) implements Command {}

  private record Released(@Nullable Throwable failure) implements Command {}

  /** What may wait to be written, in bytes; beyond it clients are told to come back. */
  private static final long WAITING_BYTES_MAX = 64 << 20;

  /** Questions that wait for recovery; whoever asked asks again. */
  private static final int STASH_MAX = 1000;

  /** Holes told at once of a topic that has more: bounds a message between nodes. */
  private static final int LOOKED_HOLES_MAX = 20_000;

  private static final Duration RESTART_MIN = Duration.ofMillis(200);
  private static final int RESTART_DOUBLINGS = 5;

  /** Looks into a history that cannot be read, until whoever wants them is told: some seconds. */
  private static final int LOOKS_MAX = 5;

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
  private final Alterations alterations;
  private final Front front = new Front();

  /** Who wants to know how the topic stands, once its oldest message is known. */
  private final List<Describe> describing = new ArrayList<>();

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

  /** Whether the name of a topic that was deleted is being given back. */
  private boolean releasing;

  /** Written, and not answered before the name is given back. */
  private @Nullable Batch deletion;

  private boolean looking;

  /** How many looks there were; an answer to an earlier one comes too late. */
  private int looks;

  private int looksFailed;
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
    this.alterations = new Alterations(name, stores.history());
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
        .onMessage(Alteration.class, this::onAlterationLater)
        .onMessage(Subscribe.class, this::onSubscribeLater)
        .onMessage(Unsubscribe.class, this::onUnsubscribe)
        .onMessage(Claimed.class, this::onClaimedLate)
        .onMessage(Released.class, this::onReleasedLate)
        .onMessage(Deleted.class, this::onDeleted)
        .onMessage(Command.class, this::onLater)
        .onSignal(ChildFailed.class, this::onJournalFailed)
        .onSignal(Terminated.class, this::onFanoutGone)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<Command> onLater(Command command) {
    if (!stash.isFull() && (command instanceof Describe || command instanceof Look)) {
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

  private Behavior<Command> onAlterationLater(Alteration alteration) {
    alterations.add(alteration);
    return Behaviors.same();
  }

  private Behavior<Command> onReleasedLate(Released message) {
    releasing = false;
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
      claimed = state.life().exists();
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
    alterations.resolve(window);
    front.restart(state);
    writing = false;
    looking = false;
    looks++;
    deletion = null;
    describing.clear();
    failures = 0;
    subscribers.restart(state);
    if (!claimed && state.sequence() > 0) {
      release();
    }
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
        refuse(
            ErrorCode.STORE_FAILED,
            "the store failed and the server stops; whether the message was stored is not known");
        stores.fatal().accept(cause);
      }
      case FULL -> {
        context.getLog().error("topic {}: the store's disk is full; nothing can be appended", name);
        refuse(ErrorCode.STORE_FULL, "the store's disk is full; the message was not stored");
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

  private void refuse(ErrorCode code, String reason) {
    waiting.refuse(code, reason);
    alterations.refuse(code, reason);
  }

  // ---- Open

  private Behavior<Command> open() {
    return Behaviors.receive(Command.class)
        .onMessage(Append.class, this::onAppend)
        .onMessage(Alteration.class, this::onAlteration)
        .onMessage(Looking.class, this::onLooking)
        .onMessage(LookAgain.class, this::onLookAgain)
        .onMessage(OfJournal.class, this::onOfJournal)
        .onMessage(Claimed.class, this::onClaimed)
        .onMessage(Released.class, this::onReleased)
        .onMessageEquals(WriteAgain.NOW, this::onWriteAgain)
        .onMessage(Subscribe.class, this::onSubscribe)
        .onMessage(Unsubscribe.class, this::onUnsubscribe)
        .onMessage(Look.class, this::onLook)
        .onMessage(Describe.class, this::onDescribe)
        .onMessage(Oldest.class, this::onOldest)
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

  private Behavior<Command> onAlteration(Alteration alteration) {
    Appended known = window.find(alteration.key());
    if (known != null) {
      alteration.replyTo().tell(new Altered(known.count()));
    } else if (leaving) {
      alteration.replyTo().tell(Again.INSTANCE);
    } else {
      alterations.add(alteration);
      write();
    }
    return Behaviors.same();
  }

  private void write() {
    if (writing || leaving || claiming || releasing) {
      return;
    }
    decide();
    if (waiting.isEmpty() && !alterations.areDecided()) {
      return;
    }
    Batch batch = waiting.batch(state, alterations.changes(state), stores.clock().millis());
    if (batch.count() == 0 && batch.changes().isEmpty()) {
      return;
    }
    if (claimed) {
      write(batch);
    } else {
      claim();
    }
  }

  private void write(Batch batch) {
    writing = true;
    journal.tell(new Journal.Write<>(batch));
  }

  /** Decides on alterations against the state as it is, which is only known between two writes. */
  private void decide() {
    if (looking) {
      return;
    }
    CompletableFuture<Alterations.Finding> look = alterations.decide(state, front);
    if (look != null) {
      looking = true;
      looks++;
      int number = looks;
      context.pipeToSelf(look, (finding, failure) -> new Looking(number, finding));
    }
  }

  private Behavior<Command> onLooking(Looking message) {
    if (message.look() != looks) {
      return Behaviors.same();
    }
    Alterations.Finding finding = message.finding();
    if (finding == null && looksFailed < LOOKS_MAX) {
      timers.startSingleTimer(new LookAgain(looks), RESTART_MIN.multipliedBy(1L << looksFailed));
      looksFailed++;
      return Behaviors.same();
    }
    looking = false;
    looksFailed = 0;
    if (finding == null) {
      alterations.refuse(ErrorCode.UNAVAILABLE, "the store cannot be read now; ask again later");
    } else {
      finding.apply(state);
    }
    write();
    return Behaviors.same();
  }

  private Behavior<Command> onLookAgain(LookAgain message) {
    if (message.look() == looks) {
      looking = false;
      write();
    }
    return Behaviors.same();
  }

  /** A name is a topic's or a set's from the first write on. */
  private void claim() {
    claiming = true;
    context.pipeToSelf(stores.claim(name), Claimed::new);
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
      refuse(ErrorCode.WRONG_TYPE, name + " is the name of a set, not of a topic");
    }
    return Behaviors.same();
  }

  /** Gives the name of a topic that does not exist back; nothing is written meanwhile. */
  private void release() {
    releasing = true;
    context.pipeToSelf(stores.release(name), (done, failure) -> new Released(failure));
  }

  private Behavior<Command> onReleased(Released message) {
    releasing = false;
    claimed = false;
    if (message.failure() != null) {
      // The name is given back when the topic is next woken; nothing else is wrong.
      context.getLog().warn("topic {}: its name is not given back yet", name, message.failure());
    }
    answerDeleted();
    write();
    return leaving && !writing ? Behaviors.stopped() : Behaviors.same();
  }

  private Behavior<Command> onWriteAgain() {
    write();
    return Behaviors.same();
  }

  private Behavior<Command> onOfJournal(OfJournal message) {
    if (message.notice() instanceof Journal.Written<Batch, TopicState> written) {
      onWritten(written);
    }
    return leaving && !writing && !releasing ? Behaviors.stopped() : Behaviors.same();
  }

  private void onWritten(Journal.Written<Batch, TopicState> written) {
    Batch batch = written.event();
    state = written.state().without(deletedUpTo);
    meters.stands(state);
    meters.appended(batch.count());
    writing = false;
    window.add(batch);
    front.after(batch, state);
    alterations.written(front, state);
    if (state.open().firstSequence() == state.sequence()) {
      sweep();
    }
    waiting.stored(batch);
    if (batch.changes().isEmpty()) {
      write();
      subscribers.publish(state.sequence(), batch);
      return;
    }
    // Followers first: who is told that a message is gone may ask whoever still shows it.
    subscribers.publish(state.sequence(), batch);
    if (state.life().exists()) {
      alterations.stored(batch);
      write();
    } else {
      deletion = batch;
      release();
    }
  }

  private void answerDeleted() {
    if (deletion != null) {
      alterations.stored(deletion);
      deletion = null;
    }
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

  private Behavior<Command> onLook(Look look) {
    Removed.Part part =
        look.before()
            ? state.removed().partBefore(look.at(), LOOKED_HOLES_MAX)
            : state.removed().partFrom(look.at(), LOOKED_HOLES_MAX);
    look.replyTo().tell(new Looked(part.removed(), part.knownFrom(), part.knownTo()));
    return Behaviors.same();
  }

  private Behavior<Command> onDescribe(Describe describe) {
    describing.add(describe);
    describe();
    return Behaviors.same();
  }

  /** Answers who asks how the topic stands, or looks for its oldest message before. */
  private void describe() {
    if (state.count() > 0 && front.first() == null) {
      if (describing.size() == 1) {
        MessageId after = state.removed().upTo();
        context.pipeToSelf(
            stores.history().reach(name, after, MessageId.MAX, 0, state.removed()),
            (reached, failure) -> new Oldest(after, reached == null ? null : reached.next()));
      }
      return;
    }
    Described described = new Described(description());
    describing.forEach(describe -> describe.replyTo().tell(described));
    describing.clear();
  }

  private Behavior<Command> onOldest(Oldest oldest) {
    if (oldest.live() == null) {
      // Who asked asks again.
      describing.clear();
      return Behaviors.same();
    }
    front.learn(oldest.after(), oldest.live(), state);
    List<Describe> again = List.copyOf(describing);
    describing.clear();
    again.forEach(this::onDescribe);
    return Behaviors.same();
  }

  private TopicDescription description() {
    Life life = state.life();
    return new TopicDescription(
        life.exists(),
        life.incarnation(),
        state.trimmedTo(),
        front.first(),
        state.last(),
        state.count(),
        state.bytes(),
        life.added(),
        life.maxDeleted());
  }

  // ---- Retention

  private Behavior<Command> onSweep() {
    long now = stores.clock().millis();
    boolean old = state.open().left().count() > 0 && retention.expired(state.open(), now);
    if (!writing && claimed && (old || state.open().isSpent())) {
      // Begins a chapter of its own, so that the one before it can go.
      write(new Batch(state.last(), state.keptFrom(), now, List.of(), List.of()));
    }
    sweep();
    return Behaviors.same();
  }

  /** Deletes what need not be kept. */
  private void sweep() {
    long old = retention.dropUpTo(state.closed(), state.left(), stores.clock().millis());
    long upTo = Math.max(old, state.spentUpTo());
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
      front.settle(state);
      meters.stands(state);
    }
    return Behaviors.same();
  }

  // ---- The end

  private Behavior<Command> onLeave() {
    leaving = true;
    return writing || releasing ? Behaviors.same() : Behaviors.stopped();
  }

  private Behavior<Command> onLeaveNow() {
    return Behaviors.stopped();
  }

  private Behavior<Command> onPostStop(PostStop signal) {
    waiting.sendBack();
    alterations.sendBack();
    meters.close();
    subscribers.leave();
    return Behaviors.same();
  }
}
