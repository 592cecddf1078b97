package dev.rollcall.broadcast;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Where a trim ends. Immutable.
 *
 * @param upTo everything up to this ID goes; {@link MessageId#NONE} where nothing does
 * @param within what goes from the chapter that this ID belongs to
 * @param next the messages that come first then, as far as they were seen
 */
record Cut(MessageId upTo, Amount within, List<History.Live> next) {
  static final Cut NONE = new Cut(MessageId.NONE, Amount.NOTHING, List.of());

  /** How much goes if it is made now. */
  Amount amount(TopicState state) {
    Amount whole = state.leftUpTo(upTo);
    boolean inside = state.chapters().anyMatch(c -> c.spans(upTo) && c.last().isAfter(upTo));
    return inside ? whole.plus(within) : whole;
  }

  /** Finds cuts in one state of a topic: by whole chapters first, then in history. Immutable. */
  record Search(String topic, TopicState state, History history) {

    /**
     * Finds where a trim ends.
     *
     * @param front the topic's, asked at once or not at all
     */
    CompletableFuture<Cut> find(Trim trim, Front front) {
      if (state.count() == 0) {
        return nothing();
      }
      return trim.by() == Trim.By.LENGTH
          ? first(trim.of(Math.max(0, state.count() - trim.length()), state.count()), front)
          : before(trim, front);
    }

    private static CompletableFuture<Cut> nothing() {
      return CompletableFuture.completedFuture(NONE);
    }

    /** So many messages go, no more than there are. */
    private CompletableFuture<Cut> first(long count, @Nullable Front front) {
      if (count == 0) {
        return nothing();
      }
      long rest = count;
      boolean beginning = true;
      for (Chapter chapter : state.chapters().toList()) {
        long left = chapter.left().count();
        if (left == rest) {
          return CompletableFuture.completedFuture(
              new Cut(chapter.last(), chapter.left(), List.of()));
        }
        if (left > rest) {
          return reach(chapter, MessageId.MAX, rest, beginning ? front : null)
              .thenApply(reached -> cut(reached, reached.last()));
        }
        rest -= left;
        beginning &= left == 0;
      }
      return nothing();
    }

    /** Everything before an ID goes. */
    private CompletableFuture<Cut> before(Trim trim, Front front) {
      MessageId wanted = trim.least().minusOne();
      MessageId limit = wanted.isAfter(state.last()) ? state.last() : wanted;
      Chapter ends = state.chapters().filter(c -> c.spans(limit)).findFirst().orElse(null);
      if (ends == null || !limit.isAfter(state.removed().upTo())) {
        return nothing();
      }
      Amount whole = state.leftUpTo(ends.previous());
      CompletableFuture<History.Reached> reached =
          limit.equals(ends.last())
              ? CompletableFuture.completedFuture(
                  new History.Reached(limit, ends.left(), List.of()))
              : reach(ends, limit, Long.MAX_VALUE, whole.count() == 0 ? front : null);
      return reached.thenCompose(
          found -> {
            long count = whole.count() + found.amount().count();
            long goes = trim.of(count, state.count());
            return goes == count && count > 0
                ? CompletableFuture.completedFuture(cut(found, limit))
                : first(goes, null);
          });
    }

    private static Cut cut(History.Reached reached, @Nullable MessageId upTo) {
      return upTo == null ? NONE : new Cut(upTo, reached.amount(), reached.next());
    }

    private CompletableFuture<History.Reached> reach(
        Chapter chapter, MessageId upTo, long most, @Nullable Front front) {
      History.Reached known = front == null ? null : front.reach(upTo, most);
      if (known != null) {
        return CompletableFuture.completedFuture(known);
      }
      MessageId gone = state.removed().upTo();
      MessageId from = gone.isAfter(chapter.previous()) ? gone : chapter.previous();
      return history.reach(topic, from, upTo, most, state.removed());
    }
  }
}
