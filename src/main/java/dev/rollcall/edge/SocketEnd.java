package dev.rollcall.edge;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Watches over a socket whose connection is over here, while its last bytes may still be on their
 * way to a client that does not take them or does not close its side. It counts as a connection
 * until it is closed, since until then it takes a file descriptor.
 */
public final class SocketEnd implements Runnable {
  private static final Duration FIRST_LOOK = Duration.ofMillis(5);
  private static final Duration LOOKS_APART_MAX = Duration.ofSeconds(1);

  private final Incoming.Socket socket;
  private final ActorSystem<?> system;
  private final Runnable closed;
  private final long deadlineNanos;
  private Duration pause = FIRST_LOOK;
  private boolean cut;

  private SocketEnd(
      Incoming.Socket socket, Duration limit, ActorSystem<?> system, Runnable closed) {
    this.socket = socket;
    this.system = system;
    this.closed = closed;
    this.deadlineNanos = System.nanoTime() + limit.toNanos();
  }

  /**
   * Cuts the socket if it is not closed in time.
   *
   * @param closed run once, when the socket is closed or was cut
   */
  public static void await(
      Incoming.Socket socket, Duration limit, ActorSystem<?> system, Runnable closed) {
    new SocketEnd(socket, limit, system, closed).run();
  }

  @Override
  public void run() {
    if (cut || !socket.isOpen()) {
      closed.run();
      return;
    }
    cut = System.nanoTime() - deadlineNanos >= 0;
    if (cut) {
      socket.cut();
    }
    system.scheduler().scheduleOnce(pause, this, system.executionContext());
    Duration twice = pause.multipliedBy(2);
    pause = twice.compareTo(LOOKS_APART_MAX) < 0 ? twice : LOOKS_APART_MAX;
  }
}
