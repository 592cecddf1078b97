package dev.rollcall.edge.http;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the three who have a hand in a connection tell each other: the {@link RequestGuard} which
 * requests it let through, whoever answers them how far that is, and the connection's owner when it
 * should end. Requests are answered one after the other, in the order they were let through.
 * Thread-safe.
 */
final class Conversation {
  /** What the guard is told. */
  enum Word {
    /** The request that asked for another protocol is answered in this one. */
    STAYED,
    /** No request is open any more, which the guard wanted to know. */
    OVER,
    /** Answer what was received, then close. */
    FINISH,
    /** Reset the connection. */
    ABORT
  }

  private final Queue<Passed> passed = new ConcurrentLinkedQueue<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger followed = new AtomicInteger();
  private final @Nullable Fault refusal;
  private volatile Consumer<Word> guard = word -> {};
  private volatile @Nullable Passed current;
  private volatile boolean awaited;
  private volatile boolean switched;

  /**
   * @param refusal what to say to a client that cannot be served, instead of reading from it
   */
  Conversation(@Nullable Fault refusal) {
    this.refusal = refusal;
  }

  @Nullable Fault refusal() {
    return refusal;
  }

  // ---- The guard

  /** The guard is there, and takes words from any thread. */
  void guardedBy(Consumer<Word> words) {
    guard = words;
  }

  /** A request was let through. */
  void pass(Passed request) {
    open.incrementAndGet();
    passed.add(request);
  }

  /** Requests that were let through and whose responses are not complete. */
  int open() {
    return open.get();
  }

  /** Whether an answer is under way that goes on for as long as there is something to say. */
  boolean followed() {
    return followed.get() > 0;
  }

  /** Whether a request for another protocol was granted, with the response that is next. */
  boolean switched() {
    return switched;
  }

  /** Whether no request is open; otherwise the guard will be told {@link Word#OVER}. */
  boolean overOrTold() {
    awaited = true;
    boolean over = open.get() == 0;
    awaited = !over;
    return over;
  }

  /** The request that is being answered, or was last; null for none yet. */
  @Nullable Passed current() {
    return current;
  }

  // ---- Whoever answers

  /** The next request in the order they were let through. */
  Passed next() {
    Passed next = passed.remove();
    current = next;
    return next;
  }

  /** The request for another protocol is granted; its response is still to come. */
  void switchOver() {
    switched = true;
  }

  /** An answer has begun that goes on for as long as there is something to say. */
  void follow() {
    followed.incrementAndGet();
  }

  /** It has come to its end. */
  void unfollow() {
    followed.decrementAndGet();
  }

  /** The response to a request is complete. */
  void over() {
    if (open.decrementAndGet() == 0 && awaited) {
      awaited = false;
      guard.accept(Word.OVER);
    }
  }

  /** Tells the guard something. */
  void tell(Word word) {
    guard.accept(word);
  }
}
