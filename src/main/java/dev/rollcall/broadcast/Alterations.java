package dev.rollcall.broadcast;

import dev.rollcall.base.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests for changes of one topic that were not answered, in their order. One is decided after
 * the other, against the state that the topic then has, some of them with a look into history; what
 * is decided goes into the next batch. Requests alike that follow one another are decided together.
 * Not thread-safe.
 */
final class Alterations {
  /** What may wait: bounds the memory of one topic. */
  private static final int WAITING_MAX = 10_000;

  /** Messages that one batch takes away singly. */
  private static final int TAKEN_MAX = 10_000;

  /** What a topic keeps in mind for messages removed out of order, some hundred bytes each. */
  private static final int HOLES_MAX = 250_000;

  private final String topic;
  private final History history;
  private final Map<AppendKey, Topic.Alteration> waiting = new LinkedHashMap<>();
  private final List<Decided> decided = new ArrayList<>();

  /**
   * A request, and what is to be written for it.
   *
   * @param result what it will be answered, but for a cut
   * @param change what it changes; nothing yet for a cut
   */
  private record Decided(Topic.Alteration request, long result, @Nullable Change change, Cut cut) {}

  /** What a look into history gave; to be applied before anything else is decided. */
  interface Finding {
    void apply(TopicState state);
  }

  Alterations(String topic, History history) {
    this.topic = topic;
    this.history = history;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Whether there is something to write. */
  boolean areDecided() {
    return !decided.isEmpty();
  }

  void add(Topic.Alteration request) {
    if (waiting.size() < WAITING_MAX || waiting.containsKey(request.key())) {
      waiting.put(request.key(), request);
    } else {
      request
          .replyTo()
          .tell(new Topic.Refused(ErrorCode.OVERLOADED, "too much is being changed; try again"));
    }
  }

  // ---- Deciding

  /**
   * Decides on the next requests, unless some are decided and not written yet. Gives the look into
   * history that this takes; null if it takes none.
   */
  @Nullable CompletableFuture<Finding> decide(TopicState state, Front front) {
    while (decided.isEmpty() && !waiting.isEmpty()) {
      Topic.Alteration next = waiting.values().iterator().next();
      if (next instanceof Topic.Remove) {
        List<Topic.Remove> run = removals(state);
        if (!run.isEmpty()) {
          return removing(run, state);
        }
      } else if (next instanceof Topic.Shorten shorten) {
        return new Cut.Search(topic, state, history)
            .find(shorten.trim(), front)
            .thenApply(cut -> now -> cut(shorten, cut, now));
      } else {
        decideNow(next, state);
      }
    }
    return null;
  }

  private void decideNow(Topic.Alteration request, TopicState state) {
    boolean exists = state.life().exists();
    if (request instanceof Topic.SetLast set) {
      setLast(set, state);
    } else if (request instanceof Topic.Create && !exists) {
      decided.add(new Decided(request, 1, new Change.Created(), Cut.NONE));
    } else if (request instanceof Topic.Delete && exists) {
      decided.add(new Decided(request, 1, new Change.Deleted(), Cut.NONE));
    } else {
      answer(request, 0);
    }
  }

  private void setLast(Topic.SetLast set, TopicState state) {
    long added = set.added() == null ? state.life().added() : set.added();
    MessageId maxDeleted = set.maxDeleted() == null ? state.life().maxDeleted() : set.maxDeleted();
    if (!state.life().exists()) {
      refuse(set, ErrorCode.NO_SUCH_TOPIC, "there is no such topic");
    } else if (state.last().isAfter(set.id())) {
      refuse(set, ErrorCode.OLD_ID, "the last ID is " + state.last() + " already; IDs only grow");
    } else if (added < state.count()) {
      refuse(set, ErrorCode.BAD_ARGUMENT, "the topic has more messages than that");
    } else {
      Change change = new Change.LastSet(set.id(), added, maxDeleted);
      decided.add(new Decided(set, 1, change, Cut.NONE));
    }
  }

  /** All removals that follow one another and may find something; the others are answered. */
  private List<Topic.Remove> removals(TopicState state) {
    List<Topic.Remove> run = new ArrayList<>();
    int ids = 0;
    for (Topic.Alteration request : List.copyOf(waiting.values())) {
      if (!(request instanceof Topic.Remove remove)
          || (ids > 0 && ids + remove.ids().size() > TAKEN_MAX)) {
        break;
      }
      if (state.life().exists() && remove.ids().stream().anyMatch(id -> mayHave(state, id))) {
        run.add(remove);
        ids += remove.ids().size();
      } else {
        answer(remove, 0);
      }
    }
    return run;
  }

  private static boolean mayHave(TopicState state, MessageId id) {
    return !id.isAfter(state.last()) && !state.removed().has(id);
  }

  private CompletableFuture<Finding> removing(List<Topic.Remove> run, TopicState state) {
    Set<MessageId> ids = new HashSet<>();
    run.forEach(remove -> ids.addAll(remove.ids()));
    List<MessageId> sorted = ids.stream().filter(id -> mayHave(state, id)).sorted().toList();
    return history
        .find(topic, sorted, state.removed())
        .thenApply(found -> now -> removed(run, found, now));
  }

  private void removed(List<Topic.Remove> run, List<History.Found> found, TopicState state) {
    Map<MessageId, History.Found> left = new HashMap<>();
    found.forEach(one -> left.put(one.entry().id(), one));
    Removed gone = state.removed();
    for (Topic.Remove request : run) {
      Change.Taken taken = taken(request, left, gone);
      Removed next = taken.after(gone, state.last());
      if (taken.messages().isEmpty()) {
        answer(request, 0);
      } else if (next.holes() > HOLES_MAX) {
        refuse(
            request,
            ErrorCode.OVERLOADED,
            "too many messages are removed out of their order; trim the topic first");
      } else {
        decided.add(new Decided(request, taken.messages().size(), taken, Cut.NONE));
        gone = next;
      }
    }
  }

  private static Change.Taken taken(
      Topic.Remove request, Map<MessageId, History.Found> left, Removed gone) {
    List<Change.One> messages = new ArrayList<>();
    for (MessageId id : request.ids().stream().sorted().toList()) {
      History.Found one = left.remove(id);
      if (one != null && !gone.has(id)) {
        messages.add(new Change.One(one.previous(), id, one.entry().message().bytes()));
      }
    }
    return new Change.Taken(List.copyOf(messages));
  }

  /** One cut is enough for all equal ones that follow: there is nothing left for them. */
  private void cut(Topic.Shorten request, Cut cut, TopicState state) {
    if (cut.amount(state).count() == 0) {
      answer(request, 0);
      return;
    }
    Cut next = cut;
    for (Topic.Alteration alike : waiting.values()) {
      if (!(alike instanceof Topic.Shorten shorten) || !shorten.trim().equals(request.trim())) {
        break;
      }
      decided.add(new Decided(alike, 0, null, next));
      next = Cut.NONE;
    }
  }

  // ---- Writing and answering

  /** What is decided, as it is to be written on top of this state. */
  List<Batch.Altered> changes(TopicState state) {
    List<Batch.Altered> changes = new ArrayList<>(decided.size());
    for (Decided one : decided) {
      Amount amount = one.cut().amount(state);
      Change change = one.change();
      changes.add(
          change != null
              ? new Batch.Altered(one.request().key(), one.result(), change)
              : new Batch.Altered(
                  one.request().key(),
                  amount.count(),
                  new Change.Trimmed(one.cut().upTo(), amount.count(), amount.bytes())));
    }
    return changes;
  }

  /** The batch with what was decided is durable; tells the front what history told of it. */
  void written(Front front, TopicState state) {
    for (Decided one : decided) {
      front.learn(one.cut().upTo(), one.cut().next(), state);
    }
    decided.clear();
  }

  /** Answers the requests of a batch that is in the log. */
  void stored(Batch batch) {
    for (Batch.Altered altered : batch.changes()) {
      Topic.Alteration request = waiting.get(altered.key());
      if (request != null) {
        answer(request, altered.result());
      }
    }
  }

  /** Answers those that turn out to be in the log; the others are decided again. */
  void resolve(KeyWindow window) {
    decided.clear();
    Iterator<Topic.Alteration> all = waiting.values().iterator();
    while (all.hasNext()) {
      Topic.Alteration request = all.next();
      Appended known = window.find(request.key());
      if (known != null) {
        request.replyTo().tell(new Topic.Altered(known.count()));
        all.remove();
      }
    }
  }

  /** Answers all: nothing was changed for them. */
  void refuse(ErrorCode code, String reason) {
    drain(request -> request.replyTo().tell(new Topic.Refused(code, reason)));
  }

  /** Asks all to be sent again. */
  void sendBack() {
    drain(request -> request.replyTo().tell(Topic.Again.INSTANCE));
  }

  private void drain(Consumer<Topic.Alteration> answer) {
    waiting.values().forEach(answer);
    waiting.clear();
    decided.clear();
  }

  private void answer(Topic.Alteration request, long result) {
    waiting.remove(request.key());
    request.replyTo().tell(new Topic.Altered(result));
  }

  private void refuse(Topic.Alteration request, ErrorCode code, String reason) {
    waiting.remove(request.key());
    request.replyTo().tell(new Topic.Refused(code, reason));
  }
}
