package dev.rollcall.edge.resp;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A call that waits until there is something to answer: it is tried again each time its client's
 * {@link RespClient#wake} was run. Until it has been answered the client's next calls wait too.
 */
public interface Waiting {
  /** How long to wait at most; zero for ever. */
  Duration timeout();

  /**
   * Writes the answer if it is there now.
   *
   * @return whether it was written; failures are answered as those of {@link Handler#handle}
   */
  CompletableFuture<Boolean> attempt(Call call);

  /** Writes what is answered where nothing has come in time. */
  void timedOut(Call call);

  /** It is over, however it ended; called once. */
  void close();
}
