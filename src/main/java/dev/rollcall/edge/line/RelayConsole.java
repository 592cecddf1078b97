package dev.rollcall.edge.line;

import dev.rollcall.base.Escape;
import dev.rollcall.broadcast.Follower;
import dev.rollcall.broadcast.Page;
import dev.rollcall.broadcast.Topics;
import dev.rollcall.edge.ListenerSettings;
import dev.rollcall.edge.Protocol;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Prints what is said on a relay listener's topic, in the order of the log, one line a message. It
 * follows the topic as any client does: a console that is not read from holds up nobody, and
 * nothing is kept for it. Thread-safe.
 */
public final class RelayConsole {
  private static final int PAGE_BYTES = 64 << 10;
  private static final long RETRY_SECONDS = 1;

  private final String listener;
  private final Executor blocking;
  private final Follower follower;
  private boolean stopped;

  private RelayConsole(ListenerSettings listener, Topics topics, Executor blocking) {
    this.listener = listener.name();
    this.blocking = blocking;
    this.follower = topics.follow(listener.topic(), null, this::wake);
  }

  /**
   * Starts to print what is said from now on, on every relay listener among these.
   *
   * @param blocking where waiting is allowed; one thread a listener is taken at most
   */
  public static List<RelayConsole> start(
      List<ListenerSettings> listeners, Topics topics, Executor blocking) {
    List<RelayConsole> consoles =
        listeners.stream()
            .filter(listener -> listener.protocol() == Protocol.RELAY)
            .map(listener -> new RelayConsole(listener, topics, blocking))
            .toList();
    consoles.forEach(RelayConsole::wake);
    return consoles;
  }

  /** Says why relay clients are about to be told to quit. */
  public static void announceStop(String reason) {
    RelaySession.LOG.info(
        "{} - shutting down",
        reason.equals("INT")
            ? "Server received CTRL-C Signal"
            : "Server was told to stop (" + Escape.text(reason) + ")");
  }

  /** Says that no relay client is left. */
  public static void announceEnd() {
    RelaySession.LOG.info("Server is shutting down...");
  }

  /** Prints what is in the log by now, and nothing after that; completed when it is printed. */
  public CompletableFuture<Void> stop() {
    return CompletableFuture.runAsync(
        () -> {
          synchronized (this) {
            print();
            stopped = true;
            follower.close();
          }
        },
        blocking);
  }

  private void wake() {
    blocking.execute(this::print);
  }

  private synchronized void print() {
    if (stopped) {
      return;
    }
    try {
      for (Page page = next(); !page.isEmpty(); page = next()) {
        page.entries().forEach(this::print);
      }
    } catch (CompletionException e) {
      RelaySession.LOG.warn("[{}] not readable now: {}", listener, String.valueOf(e.getCause()));
      CompletableFuture.delayedExecutor(RETRY_SECONDS, TimeUnit.SECONDS, blocking)
          .execute(this::print);
    }
  }

  private Page next() {
    return follower.next(PAGE_BYTES).join();
  }

  private void print(Page.Entry entry) {
    byte[] text = MessageText.whole(entry.message());
    RelaySession.LOG.info("[{}] {}", listener, Escape.bytes(text, 0, text.length));
  }
}
