package dev.rollcall.cli;

import dev.rollcall.app.Listening;
import dev.rollcall.app.Serving;
import dev.rollcall.app.Signals;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A server that this process runs until a signal or its own failure ends it. */
final class RunningServer {
  private final Serving server;
  private final AtomicBoolean stopped;
  private final List<Listening> listening;

  private RunningServer(Serving server, AtomicBoolean stopped, List<Listening> listening) {
    this.server = server;
    this.stopped = stopped;
    this.listening = listening;
  }

  /** Waits until a server just started is ready; a signal stops it from then on and before. */
  static RunningServer of(Serving server) throws InterruptedException {
    AtomicBoolean stopped = new AtomicBoolean();
    Signals.onStop(
        signal -> {
          stopped.set(true);
          var unused = server.stop(signal);
        });
    try {
      return new RunningServer(server, stopped, server.awaitReady());
    } catch (CancellationException e) {
      // It ended while it was starting: by a signal, or by a fault that its log tells.
      return new RunningServer(server, stopped, List.of());
    } catch (RuntimeException e) {
      server.stop("start failed").join();
      throw e;
    }
  }

  List<Listening> listening() {
    return listening;
  }

  /** Says where the server listens and that it is ready, unless it was stopped before. */
  void announce(Console console) throws IOException {
    if (!stopped.get() && !listening.isEmpty()) {
      for (Listening listener : listening) {
        console.line(listener.toString());
      }
      console.line("ready");
    }
  }

  /** Stops the server as a signal would. */
  void stop() {
    stopped.set(true);
    var unused = server.stop("done");
  }

  /** Waits for the end; the exit status is 0 where somebody asked for it, else 1. */
  int awaitStop() {
    server.terminated().join();
    return stopped.get() ? 0 : 1;
  }
}
