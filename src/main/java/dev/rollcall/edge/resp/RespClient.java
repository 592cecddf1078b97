package dev.rollcall.edge.resp;

import dev.rollcall.edge.Peer;
import dev.rollcall.wire.RespWriter;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one client beside its calls. What others may ask is a moment old at most; the
 * rest belongs to its session and, but for {@link #wake} and {@link #kill}, is used by one thread
 * at a time.
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

  /** What CLIENT UNBLOCK wants a waiting call to be answered. */
  enum Unblock {
    /** As if its time were over. */
    TIMEOUT,
    /** An error. */
    ERROR
  }

  private static final AtomicLong LAST_ID = new AtomicLong();

  private final long id = LAST_ID.incrementAndGet();
  private final long connectedNanos = System.nanoTime();
  private final Peer peer;
  private final String localAddress;
  private volatile long heardNanos = connectedNanos;
  private volatile String name = "";
  private volatile String libraryName = "";
  private volatile String libraryVersion = "";
  private volatile boolean keptFromEviction;
  private volatile boolean notTouching;
  private volatile @Nullable Command lastCommand;
  private final AtomicReference<@Nullable Unblock> unblock = new AtomicReference<>();

  private final RespWriter out = new RespWriter();
  private volatile @Nullable Pushes pushes;
  private Replies replies = Replies.ON;
  private boolean closing;

  private volatile @Nullable Waiting waiting;
  private @Nullable Call waitingCall;

  /**
   * @param localAddress the address and port it has connected to
   */
  RespClient(Peer peer, String localAddress) {
    this.peer = peer;
    this.localAddress = localAddress;
  }

  // ---- What others may ask of it, on any thread

  /** Its number, from 1; no two clients of a process have the same. */
  public long id() {
    return id;
  }

  /** The address and port it has connected to. */
  String localAddress() {
    return localAddress;
  }

  /** How long it has been connected, in nanoseconds. */
  long ageNanos() {
    return System.nanoTime() - connectedNanos;
  }

  /** How long ago it sent something, in nanoseconds. */
  long idleNanos() {
    return System.nanoTime() - heardNanos;
  }

  /** It has sent something. */
  void heard() {
    heardNanos = System.nanoTime();
  }

  /** What it calls itself; empty if it has not said. */
  public String name() {
    return name;
  }

  void name(String next) {
    name = next;
  }

  /** The library it uses, by its own word. */
  String libraryName() {
    return libraryName;
  }

  void libraryName(String next) {
    libraryName = next;
  }

  /** The version of that. */
  String libraryVersion() {
    return libraryVersion;
  }

  void libraryVersion(String next) {
    libraryVersion = next;
  }

  /** What CLIENT NO-EVICT said last; nobody is evicted here anyway. */
  boolean keptFromEviction() {
    return keptFromEviction;
  }

  void keptFromEviction(boolean next) {
    keptFromEviction = next;
  }

  /** What CLIENT NO-TOUCH said last; no key here knows when it was touched. */
  boolean notTouching() {
    return notTouching;
  }

  void notTouching(boolean next) {
    notTouching = next;
  }

  /** What it called last; null before its first call. */
  @Nullable Command lastCommand() {
    return lastCommand;
  }

  void called(Command command) {
    lastCommand = command;
  }

  /** Whether one of its calls waits; it may be over a moment later. */
  boolean blocked() {
    return waiting != null;
  }

  /** Has the call that waits answered; gives whether there is one. */
  boolean unblock(Unblock how) {
    if (!blocked()) {
      return false;
    }
    unblock.set(how);
    wake();
    return true;
  }

  /** How the waiting call shall be answered at once; null for not at once. */
  @Nullable Unblock unblocked() {
    return unblock.get();
  }

  // ---- Its session's

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
    Pushes current = pushes;
    return current != null && current.subscriptions() > 0;
  }

  /** Which replies it wants. */
  public Replies replies() {
    return replies;
  }

  public void replies(Replies wanted) {
    replies = wanted;
  }

  void await(Call call, Waiting what) {
    unblock.set(null);
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
