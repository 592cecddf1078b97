package dev.rollcall.lookup;

import dev.rollcall.base.ByteSlices;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A set whose members can be asked for and changed at run time. Thread-safe. */
public interface EditableMembership extends Membership {
  /**
   * The length of the members that one answer holds, each with 16 bytes more; the last one may
   * exceed it.
   */
  int WHOLE_BYTES_MAX = 16 << 20;

  /**
   * Makes each of {@code keys} a member, whatever the set's source says now or later, until it is
   * removed. A bit of the answers says whether its key was none before; their generation is 0.
   *
   * <p>Completed when all of it is durable and visible to every query that begins after that. It
   * fails with a {@link dev.rollcall.base.UserError} where that could not be had inside the
   * deadline; some of the keys may have become members then, and the same batch may be added again.
   * Where the part of the server that keeps the set ends before it has answered, the keys are added
   * again by itself, and a bit that the first time would have had is missing.
   *
   * @param keys each at most as long as a line of a source may be, in any order; one that occurs
   *     twice was none before at most once
   */
  CompletableFuture<Answers> add(ByteSlices keys);

  /**
   * Makes each of {@code keys} none, whatever the set's source says later of those that it lists
   * now, until it is added. A bit says whether its key was a member before; for the rest as {@link
   * #add}.
   */
  CompletableFuture<Answers> remove(ByteSlices keys);

  /**
   * How many members there are, exactly, wherever they are kept. Like the calls below it fails with
   * a {@link dev.rollcall.base.UserError} where that cannot be had inside the deadline.
   */
  CompletableFuture<Long> count();

  /**
   * Goes through all members, page by page. What is a member from the first page to the last is
   * returned at least once; what was none at any time between them, never. A member may be returned
   * twice where the set is changed or moves meanwhile.
   *
   * @param cursor 0 to begin, then the last page's {@code next}; one from another set is no error,
   *     but whatever it begins with is as good as any
   * @param count about how many members to return, at least 1; a page has fewer where they are
   *     long. With {@code Integer.MAX_VALUE} one page has all of them, each once, or as many as
   *     {@link #WHOLE_BYTES_MAX} bytes hold
   */
  CompletableFuture<MemberPage> scan(long cursor, int count);

  /**
   * Members chosen at random, each as likely as any other and as if the ones before had not been
   * chosen: {@code count} of them, or as many as {@link #WHOLE_BYTES_MAX} bytes hold; none where
   * the set is empty.
   */
  CompletableFuture<List<byte[]>> sample(int count);

  /**
   * Removes all members of a set that was made at run time; gives whether there were any. Durable
   * like {@link #remove}. A set that has a file cannot be cleared.
   */
  CompletableFuture<Boolean> clear();
}
