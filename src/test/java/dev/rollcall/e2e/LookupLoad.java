package dev.rollcall.e2e;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;

/** One client that asks a lookup listener over TLS without pause, until it is closed. */
final class LookupLoad implements AutoCloseable {
  private static final int BATCH = 20;

  private final Wire wire;
  private final CompletableFuture<Void> running;
  private volatile boolean goingOn = true;

  /**
   * @param questions asked in turn
   */
  LookupLoad(SSLContext trust, int port, List<String> questions) throws IOException {
    wire = Wire.tls(trust, port);
    String batch = (String.join("\n", questions) + "\n").repeat(BATCH);
    int answers = BATCH * questions.size();
    running = CompletableFuture.runAsync(() -> ask(batch, answers));
  }

  private void ask(String batch, int answers) {
    try {
      while (goingOn) {
        wire.send(batch);
        for (int i = 0; i < answers; i++) {
          wire.line();
        }
      }
    } catch (IOException e) {
      if (goingOn) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  /** Whether it has had every answer so far. */
  boolean isRunning() {
    return !running.isDone();
  }

  @Override
  public void close() throws IOException {
    goingOn = false;
    wire.close();
    running.join();
  }
}
