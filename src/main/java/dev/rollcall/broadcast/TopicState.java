package dev.rollcall.broadcast;

import dev.rollcall.store.Journal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a topic knows of itself without its messages.
 *
 * @param sequence events so far, which is the number of the last one; counted here, since what the
 *     journal tells within an event handler differs between writing and reading
 * @param last the ID given last
 * @param life whether it exists, and what is counted since
 * @param removed which messages are gone
 * @param closed the chapters kept before the current one, oldest first
 * @param open the chapter being written; one without messages at the beginning
 */
record TopicState(
    long sequence, MessageId last, Life life, Removed removed, List<Chapter> closed, Chapter open) {

  static final TopicState EMPTY =
      new TopicState(
          0,
          MessageId.NONE,
          Life.NONE,
          Removed.NOTHING,
          List.of(),
          new Chapter(1, 0, MessageId.NONE, 0, 0, MessageId.NONE, Amount.NOTHING, Amount.NOTHING));

  /** Folds batches, cutting chapters as a topic's retention wants them. */
  record Folding(Retention retention) implements Journal.Folding<Batch, TopicState> {
    @Override
    public TopicState empty() {
      return EMPTY;
    }

    @Override
    public TopicState after(TopicState state, Batch batch) {
      TopicState next = state.without(batch.keptFrom() - 1);
      for (Batch.Altered altered : batch.changes()) {
        next = next.after(altered.change());
      }
      return next.with(batch, state.last(), retention);
    }

    /** With each new chapter: what came before it can then be deleted. */
    @Override
    public boolean snapshotNow(TopicState state, Batch batch) {
      return state.open().firstSequence() == state.sequence() && state.sequence() > 1;
    }
  }

  // ---- What changes it

  /** With a batch whose changes are made already; {@code previous} is the last ID before it. */
  private TopicState with(Batch batch, MessageId previous, Retention retention) {
    long number = sequence + 1;
    Life after = life.appended(batch.count());
    if (sequence > 0 && !begins(batch, retention)) {
      return new TopicState(number, batch.last(), after, removed, closed, open.with(number, batch));
    }
    List<Chapter> more = new ArrayList<>(closed);
    if (sequence > 0) {
      more.add(open);
    }
    Chapter begun = Chapter.of(number, previous, batch);
    return new TopicState(number, batch.last(), after, removed, List.copyOf(more), begun);
  }

  /** Whether a chapter begins with the batch: what was deleted goes with the chapters before. */
  private boolean begins(Batch batch, Retention retention) {
    boolean cuts = batch.count() == 0 && batch.changes().isEmpty();
    return cuts || batch.deletes() || (batch.count() > 0 && retention.full(open, batch));
  }

  /** After a change. */
  TopicState after(Change change) {
    TopicState changed = this;
    if (change instanceof Change.Deleted) {
      changed = emptiedUpTo(last);
    } else if (change instanceof Change.Trimmed trimmed) {
      changed = trimmed(trimmed);
    } else if (change instanceof Change.Taken taken) {
      for (Change.One one : taken.messages()) {
        if (!removed.has(one.id())) {
          changed = changed.without(one.id(), new Amount(1, one.bytes()));
        }
      }
    }
    return new TopicState(
        sequence,
        change.last(last),
        life.after(change),
        change.after(removed, last),
        changed.closed,
        changed.open);
  }

  /** What goes from the chapter with the cut is what whole chapters leave of the sum. */
  private TopicState trimmed(Change.Trimmed trimmed) {
    Amount all = new Amount(trimmed.count(), trimmed.bytes());
    return emptiedUpTo(trimmed.upTo()).without(trimmed.upTo(), all.minus(leftUpTo(trimmed.upTo())));
  }

  private TopicState emptiedUpTo(MessageId id) {
    return withChapters(
        closed.stream().map(c -> c.last().isAfter(id) ? c : c.emptied()).toList(),
        open.last().isAfter(id) ? open : open.emptied());
  }

  /** Without so much of the chapter that {@code id} belongs to, unless the chapter ends there. */
  private TopicState without(MessageId id, Amount amount) {
    return withChapters(
        closed.stream().map(c -> c.spans(id) ? c.without(amount) : c).toList(),
        open.spans(id) ? open.without(amount) : open);
  }

  /** Without the chapters up to this event, which are deleted. */
  TopicState without(long upTo) {
    if (closed.isEmpty() || closed.get(0).lastSequence() > upTo) {
      return this;
    }
    List<Chapter> kept = closed.stream().filter(c -> c.lastSequence() > upTo).toList();
    MessageId begin = kept.isEmpty() ? open.previous() : kept.get(0).previous();
    return new TopicState(sequence, last, life, removed.through(begin), kept, open);
  }

  private TopicState withChapters(List<Chapter> chapters, Chapter current) {
    return new TopicState(sequence, last, life, removed, chapters, current);
  }

  // ---- What it says

  /** What is left in the chapters that end at or before this ID. */
  Amount leftUpTo(MessageId id) {
    return chapters()
        .filter(chapter -> !chapter.last().isAfter(id))
        .map(Chapter::left)
        .reduce(Amount.NOTHING, Amount::plus);
  }

  /** All chapters kept, oldest first. */
  Stream<Chapter> chapters() {
    return Stream.concat(closed.stream(), Stream.of(open));
  }

  /** The first event kept. */
  long keptFrom() {
    return closed.isEmpty() ? open.firstSequence() : closed.get(0).firstSequence();
  }

  /** The last event of the closed chapters at the front of which nothing is left; 0 for none. */
  long spentUpTo() {
    long upTo = 0;
    for (Chapter chapter : closed) {
      if (chapter.last().isAfter(removed.upTo())) {
        break;
      }
      upTo = chapter.lastSequence();
    }
    return upTo;
  }

  /** The ID before everything that is kept. */
  MessageId trimmedTo() {
    return removed.upTo();
  }

  /** When the oldest chapter with a message began, in milliseconds; 0 where nothing is kept. */
  long oldestMillis() {
    return chapters()
        .filter(chapter -> chapter.left().count() > 0)
        .mapToLong(Chapter::firstMillis)
        .findFirst()
        .orElse(0);
  }

  /** What is kept. */
  Amount left() {
    return chapters().map(Chapter::left).reduce(Amount.NOTHING, Amount::plus);
  }

  long count() {
    return left().count();
  }

  long bytes() {
    return left().bytes();
  }
}
