package dev.rollcall.broadcast;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.broadcast.GroupRequest.Look;
import dev.rollcall.broadcast.GroupRequest.Messages;
import dev.rollcall.broadcast.GroupRequest.Wanted;
import dev.rollcall.cluster.ClusterMessage;
import dev.rollcall.store.Journal;
import dev.rollcall.store.StoreFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer groups of one topic, on one node of the cluster at a time. Requests gather while a
 * {@link GroupRound} of them is under way; what a round changes is one event, and nobody is
 * answered before that is durable. So a message goes to one consumer of a group only, and is
 * pending before that one hears of it.
 *
 * <p>Nothing that was answered is lost when it restarts or moves, but for when consumers were last
 * seen without getting anything. Where a failure leaves open whether an event was stored, the round
 * is kept until its {@link Journal} has recovered, which tells.
 */
final class GroupLog {
  private static final Logger LOG = LoggerFactory.getLogger(GroupLog.class);

  static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "groups");

  private static final int SHARDS = 64;

  private static final String PERSISTENCE_PREFIX = "groups|";

  sealed interface Command {}

  /**
   * Carries out a request.
   *
   * @param key names the request; asked again under the same one it is carried out once
   */
  record Ask(String key, GroupRequest request, ActorRef<GroupReply> replyTo)
      implements Command, ClusterMessage {}

  /** Finishes the round under way, then stops; what else waits is sent back. */
  enum Leave implements Command, ClusterMessage {
    INSTANCE
  }

  private record OfJournal(Journal.Notice<GroupEvent, GroupState> notice) implements Command {}

  /** What the topic has answered to the question of that number; null where it has failed. */
  private record Told(long question, @Nullable Object answer, @Nullable Throwable failure)
      implements Command {}

  private enum Restart implements Command {
    NOW
  }

  /** Requests that may wait; beyond that, clients are told to come back. */
  private static final int WAITING_MAX = 20_000;

  /** Requests of one round. */
  private static final int ROUND_MAX = 1_000;

  /** So many events are kept before they are deleted, twice as many at most. */
  private static final int EVENTS_KEPT = 1_000;

  private static final Duration RESTART_MIN = Duration.ofMillis(200);
  private static final int RESTART_DOUBLINGS = 5;

  static String persistenceId(String topic) {
    return PERSISTENCE_PREFIX + topic;
  }

  /** Makes this node a home for consumer groups. */
  static void initSharding(ClusterSharding sharding, GroupStores stores) {
    sharding.init(
        Entity.of(KEY, context -> create(context.getEntityId(), stores))
            .withMessageExtractor(new HashCodeMessageExtractor<>(SHARDS))
            .withStopMessage(Leave.INSTANCE));
  }

  static Behavior<Command> create(String topic, GroupStores stores) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new GroupLog(context, timers, topic, stores).recovering()));
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final String name;
  private final GroupStores stores;
  private final TopicReads topic;

  /** Requests for the next round, by their keys. */
  private final Map<String, GroupRequest> waiting = new LinkedHashMap<>();

  /** Whom to answer, also those whose requests are in the round. */
  private final Map<String, ActorRef<GroupReply>> askers = new HashMap<>();

  private ActorRef<Journal.Command<GroupEvent>> journal;
  private int journals;
  private GroupState state = GroupState.EMPTY;

  /** What the next round will be of, as soon as it is known how the topic stands. */
  private List<GroupRound.Ask> begun = List.of();

  private @Nullable GroupRound round;

  /** What the round waits for. */
  private Wanted wanted = GroupRequest.Nothing.NOTHING;

  /** Counts what the topic is asked; answers to earlier questions are void. */
  private long question;

  private boolean writing;
  private boolean leaving;
  private int failures;

  private GroupLog(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      String name,
      GroupStores stores) {
    this.context = context;
    this.timers = timers;
    this.name = name;
    this.stores = stores;
    this.topic = new TopicReads(stores.topics(), name);
    this.journal = spawnJournal();
  }

  // ---- Recovering

  private ActorRef<Journal.Command<GroupEvent>> spawnJournal() {
    ActorRef<Journal.Notice<GroupEvent, GroupState>> self =
        context.messageAdapter(Journal.notices(), OfJournal::new);
    journals++;
    ActorRef<Journal.Command<GroupEvent>> spawned =
        context.spawn(
            Journal.create(
                PersistenceId.ofUniqueId(persistenceId(name)), new GroupState.Folding(), self),
            "journal-" + journals);
    context.watch(spawned);
    return spawned;
  }

  private Behavior<Command> recovering() {
    return Behaviors.receive(Command.class)
        .onMessage(OfJournal.class, this::onRecovered)
        .onMessage(Ask.class, this::onAskLater)
        .onMessageEquals(Restart.NOW, this::onRestart)
        .onMessageEquals(Leave.INSTANCE, Behaviors::stopped)
        .onMessage(Told.class, late -> Behaviors.same())
        .onSignal(ChildFailed.class, this::onJournalFailed)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<Command> onAskLater(Ask ask) {
    gather(ask);
    return Behaviors.same();
  }

  private Behavior<Command> onRestart() {
    journal = spawnJournal();
    return Behaviors.same();
  }

  private Behavior<Command> onRecovered(OfJournal message) {
    if (!(message.notice() instanceof Journal.Recovered<GroupEvent, GroupState> recovered)) {
      return Behaviors.same();
    }
    failures = 0;
    long before = state.sequence();
    state = recovered.state();
    if (round != null && writing && state.sequence() == before + 1) {
      stored(round);
    } else {
      // Nothing of it was stored; all of it is still asked for.
      putBack();
      next();
    }
    return open();
  }

  private void putBack() {
    List<GroupRound.Ask> again = round == null ? begun : round.asks();
    Map<String, GroupRequest> later = new LinkedHashMap<>(waiting);
    waiting.clear();
    again.forEach(ask -> waiting.put(ask.key(), ask.request()));
    waiting.putAll(later);
    over();
  }

  /** No round is under way any more. */
  private void over() {
    begun = List.of();
    round = null;
    writing = false;
    question++;
  }

  private Behavior<Command> onJournalFailed(ChildFailed failed) {
    if (onStoreTrouble(failed.getCause()) == StoreFailure.FATAL || leaving) {
      return Behaviors.stopped();
    }
    timers.startSingleTimer(Restart.NOW, RESTART_MIN.multipliedBy(1L << failures));
    failures = Math.min(failures + 1, RESTART_DOUBLINGS);
    return recovering();
  }

  /** Tells those who wait what can be told already, and stops the server where it has to stop. */
  private StoreFailure onStoreTrouble(Throwable cause) {
    StoreFailure failure = StoreFailure.of(cause);
    switch (failure) {
      case FATAL -> {
        refuse(
            ErrorCode.STORE_FAILED,
            "the store failed and the server stops; whether this was done is not known");
        stores.fatal().accept(cause);
      }
      case FULL -> {
        context.getLog().error("groups of topic {}: the store's disk is full", name);
        refuse(ErrorCode.STORE_FULL, "the store's disk is full; nothing was changed");
      }
      default ->
          context
              .getLog()
              .warn(
                  "groups of topic {}: the store failed, trying again ({})",
                  name,
                  StoreFailure.reason(cause));
    }
    return failure;
  }

  private void refuse(ErrorCode code, String reason) {
    GroupReply failed = new GroupReply.Failed(code, reason);
    askers.values().forEach(asker -> asker.tell(failed));
    askers.clear();
    waiting.clear();
    over();
  }

  // ---- Open

  private Behavior<Command> open() {
    return Behaviors.receive(Command.class)
        .onMessage(Ask.class, this::onAsk)
        .onMessage(Told.class, this::onTold)
        .onMessage(OfJournal.class, this::onOfJournal)
        .onMessageEquals(Leave.INSTANCE, this::onLeave)
        .onSignal(ChildFailed.class, this::onJournalFailed)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<Command> onAsk(Ask ask) {
    if (leaving) {
      ask.replyTo().tell(new GroupReply.Again());
    } else {
      gather(ask);
      next();
    }
    return Behaviors.same();
  }

  private void gather(Ask ask) {
    if (askers.containsKey(ask.key())) {
      askers.put(ask.key(), ask.replyTo());
    } else if (waiting.size() >= WAITING_MAX) {
      ask.replyTo()
          .tell(
              new GroupReply.Failed(
                  ErrorCode.OVERLOADED,
                  "the groups of topic " + name + " are asked more than they can do; try again"));
    } else {
      waiting.put(ask.key(), ask.request());
      askers.put(ask.key(), ask.replyTo());
    }
  }

  /** Begins the next round, if there is reason to and none is under way. */
  private void next() {
    if (round != null || !begun.isEmpty() || waiting.isEmpty() || leaving) {
      return;
    }
    List<GroupRound.Ask> asks = new ArrayList<>();
    Iterator<Map.Entry<String, GroupRequest>> all = waiting.entrySet().iterator();
    while (all.hasNext() && asks.size() < ROUND_MAX) {
      Map.Entry<String, GroupRequest> ask = all.next();
      asks.add(new GroupRound.Ask(ask.getKey(), ask.getValue()));
      all.remove();
    }
    begun = asks;
    // Asked after the requests have come: so they see all that was before them.
    ask(topic.describe());
  }

  private void ask(CompletableFuture<?> answer) {
    question++;
    long number = question;
    context.pipeToSelf(answer, (told, failure) -> new Told(number, told, failure));
  }

  private Behavior<Command> onTold(Told told) {
    if (told.question() != question) {
      return Behaviors.same();
    }
    if (round == null) {
      begin(told);
    } else if (told.answer() == null) {
      round.fail(failed(told.failure()));
    } else {
      supply(round, told.answer());
    }
    return advance();
  }

  private void begin(Told told) {
    if (told.answer() instanceof TopicDescription described) {
      GroupDraft draft = new GroupDraft(state, described, stores.clock().millis());
      round = new GroupRound(draft, begun);
      return;
    }
    GroupReply failed = failed(told.failure());
    begun.forEach(ask -> answer(ask.key(), failed));
    over();
    next();
  }

  private static GroupReply failed(@Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof UserError error
        ? new GroupReply.Failed(error.code(), String.valueOf(error.getMessage()))
        : new GroupReply.Failed(
            ErrorCode.UNAVAILABLE, "the topic cannot be read now; ask again later");
  }

  @SuppressWarnings("unchecked") // What was asked for says what was answered.
  private void supply(GroupRound open, Object answer) {
    if (wanted instanceof Messages messages) {
      open.supply(messages, (List<Page.Entry>) answer);
    } else if (wanted instanceof Look) {
      open.supply((Map<MessageId, @Nullable Message>) answer);
    } else {
      open.draft().topic((TopicDescription) answer);
    }
  }

  /** Goes on with the round until it has to wait for something. */
  private Behavior<Command> advance() {
    GroupRound open = round;
    if (open == null || writing) {
      return Behaviors.same();
    }
    Wanted next = open.advance();
    if (next != null) {
      wanted = next;
      ask(answered(next, open.draft().topic().last()));
      return Behaviors.same();
    }
    GroupEvent event = open.draft().event();
    if (event != null) {
      writing = true;
      journal.tell(new Journal.Write<>(event));
      return Behaviors.same();
    }
    return finished(open, open.draft().state());
  }

  private CompletableFuture<?> answered(Wanted next, MessageId last) {
    if (next instanceof Messages messages) {
      return topic.read(messages, last);
    }
    return next instanceof Look look ? topic.look(look.ids()) : topic.make();
  }

  private Behavior<Command> onOfJournal(OfJournal message) {
    if (message.notice() instanceof Journal.Written<GroupEvent, GroupState> && round != null) {
      return stored(round);
    }
    return Behaviors.same();
  }

  private Behavior<Command> stored(GroupRound done) {
    GroupState after = done.draft().state().counted();
    if (after.sequence() % EVENTS_KEPT == 0) {
      deleteUpTo(after.sequence() - EVENTS_KEPT);
    }
    if (done.draft().dropsGroups()) {
      stores.tell(new GroupNotice(name));
    }
    return finished(done, after);
  }

  /** Events before a snapshot are of no use any more. */
  private void deleteUpTo(long sequence) {
    if (sequence > 0) {
      var unused =
          stores
              .delete(persistenceId(name), sequence)
              .whenComplete(
                  (done, failure) -> {
                    if (failure != null) {
                      LOG.warn(
                          "groups of topic {}: old events could not be deleted", name, failure);
                    }
                  });
    }
  }

  private Behavior<Command> finished(GroupRound done, GroupState after) {
    state = after;
    for (int i = 0; i < done.replies().size(); i++) {
      answer(done.asks().get(i).key(), done.replies().get(i));
    }
    List<GroupRound.Ask> left = done.asks().subList(done.replies().size(), done.asks().size());
    begun = left;
    round = null;
    putBack();
    if (leaving) {
      return Behaviors.stopped();
    }
    next();
    return Behaviors.same();
  }

  private void answer(String key, GroupReply reply) {
    ActorRef<GroupReply> asker = askers.remove(key);
    if (asker != null) {
      asker.tell(reply);
    }
  }

  // ---- The end

  private Behavior<Command> onLeave() {
    leaving = true;
    return writing ? Behaviors.same() : Behaviors.stopped();
  }

  private Behavior<Command> onPostStop(PostStop signal) {
    if (writing && round != null) {
      // Whether these were stored is not known; whoever asked will ask again.
      round.asks().forEach(ask -> askers.remove(ask.key()));
    }
    askers.values().forEach(asker -> asker.tell(new GroupReply.Again()));
    return Behaviors.same();
  }
}
