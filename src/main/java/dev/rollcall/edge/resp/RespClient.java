package dev.rollcall.edge.resp;

import dev.rollcall.edge.Peer;
import dev.rollcall.wire.RespWriter;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one client beside its calls. Belongs to its session; but for {@link #wake} and
 * {@link #kill} and what says otherwise it is used by one thread at a time.
 */
public final class RespClient {
  /** Which replies a client wants; set by CLIENT REPLY. */
  public enum Replies {
    ON,
    OFF,
    /** None for the call after this one. */
    SKIP_NEXT,
    /** None for this one. */
    SKIP
  }

  private final Peer peer;
  private final RespWriter out = new RespWriter();
  private @Nullable Pushes pushes;
  private Replies replies = Replies.ON;
  private boolean closing;

  private @Nullable Waiting waiting;
  private @Nullable Call waitingCall;

  RespClient(Peer peer) {
    this.peer = peer;
  }

  public Peer peer() {
    return peer;
  }

  /** Where this client's replies go, in the version of the protocol that it speaks. */
  public RespWriter out() {
    return out;
  }

  /** Has {@link Waiting#attempt} called, or {@link Pushes#drain}. On any thread. */
  public void wake() {
    peer.wake().run();
  }

  /** Resets the connection. On any thread. */
  public void kill() {
    peer.abort().run();
  }

  /** The connection is closed when what is written so far was sent. */
  public void close() {
    closing = true;
  }

  boolean isClosing() {
    return closing;
  }

  /** What comes without being asked for; null if the client never subscribed. */
  public @Nullable Pushes pushes() {
    return pushes;
  }

  /** From now on this comes without being asked for. */
  public void pushes(@Nullable Pushes next) {
    pushes = next;
  }

  /** Whether it has subscribed to anything. */
  public boolean subscribed() {
    return pushes != null && pushes.subscriptions() > 0;
  }

  /** Which replies it wants. */
  public Replies replies() {
    return replies;
  }

  public void replies(Replies wanted) {
    replies = wanted;
  }

  void await(Call call, Waiting what) {
    waitingCall = call;
    waiting = what;
  }

  /** What its call waits for; null if none does. */
  @Nullable Waiting waiting() {
    return waiting;
  }

  /** The call that waits. */
  @Nullable Call waitingCall() {
    return waitingCall;
  }

  void waitingEnded() {
    Waiting over = waiting;
    waiting = null;
    waitingCall = null;
    if (over != null) {
      over.close();
    }
  }
}
