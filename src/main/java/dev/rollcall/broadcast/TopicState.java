package dev.rollcall.broadcast;

import dev.rollcall.store.Journal;
import java.util.ArrayList;
import java.util.List;

/**
 * What a topic knows of itself without its messages.
 *
 * @param sequence events so far, which is the number of the last one; counted here, since what the
 *     journal tells within an event handler differs between writing and reading
 * @param last the ID given last
 * @param closed the chapters kept before the current one, oldest first
 * @param open the chapter being written; one without messages at the beginning
 */
record TopicState(long sequence, MessageId last, List<Chapter> closed, Chapter open) {

  static final TopicState EMPTY =
      new TopicState(
          0, MessageId.NONE, List.of(), new Chapter(1, 0, MessageId.NONE, 0, MessageId.NONE, 0, 0));

  /** Folds batches, cutting chapters as a topic's retention wants them. */
  record Folding(Retention retention) implements Journal.Folding<Batch, TopicState> {
    @Override
    public TopicState empty() {
      return EMPTY;
    }

    @Override
    public TopicState after(TopicState state, Batch batch) {
      return state.with(batch, retention);
    }

    /** With each new chapter: what came before it can then be deleted. */
    @Override
    public boolean snapshotNow(TopicState state, Batch batch) {
      return state.open().firstSequence() == state.sequence() && state.sequence() > 1;
    }
  }

  private TopicState with(Batch batch, Retention retention) {
    long number = sequence + 1;
    List<Chapter> kept = closed;
    if (!closed.isEmpty() && closed.get(0).lastSequence() < batch.keptFrom()) {
      kept = closed.stream().filter(c -> c.lastSequence() >= batch.keptFrom()).toList();
    }
    if (sequence == 0) {
      return new TopicState(number, batch.last(), kept, Chapter.of(number, batch));
    }
    if (batch.count() > 0 && !retention.full(open, batch)) {
      return new TopicState(number, batch.last(), kept, open.with(number, batch));
    }
    List<Chapter> more = new ArrayList<>(kept);
    more.add(open);
    return new TopicState(number, batch.last(), List.copyOf(more), Chapter.of(number, batch));
  }

  /** Without the chapters up to this event, which are deleted. */
  TopicState without(long upTo) {
    return new TopicState(
        sequence, last, closed.stream().filter(c -> c.lastSequence() > upTo).toList(), open);
  }

  /** The first event kept. */
  long keptFrom() {
    return closed.isEmpty() ? open.firstSequence() : closed.get(0).firstSequence();
  }

  /** The ID before everything that is kept. */
  MessageId trimmedTo() {
    return closed.isEmpty() ? open.previous() : closed.get(0).previous();
  }

  /** The milliseconds of the oldest ID that is kept; 0 where nothing is. */
  long oldestMillis() {
    for (Chapter chapter : closed) {
      if (chapter.count() > 0) {
        return chapter.firstMillis();
      }
    }
    return open.count() > 0 ? open.firstMillis() : 0;
  }

  long count() {
    return open.count() + closed.stream().mapToLong(Chapter::count).sum();
  }

  long bytes() {
    return open.bytes() + closed.stream().mapToLong(Chapter::bytes).sum();
  }
}
