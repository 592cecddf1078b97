package dev.rollcall.edge.line;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.Escape;
import dev.rollcall.lookup.Answers;
import dev.rollcall.wire.LineBatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line in the log for each query of one client, under a logger of its own, so that these lines
 * can be sent elsewhere. The time is that of the batch the query came in.
 */
final class QueryLog {
  private static final Logger LOG = LoggerFactory.getLogger("rollcall.queries");

  private final String listener;
  private final String client;

  QueryLog(String listener, String client) {
    this.listener = listener;
    this.client = client;
  }

  /**
   * @param answers null where the set could not be asked
   */
  void write(LineBatch batch, @Nullable Answers answers, long nanos) {
    ByteSlices frames = batch.frames();
    for (int i = 0; i < batch.count(); i++) {
      LOG.info(
          "{} {} \"{}\" {} {} us",
          listener,
          client,
          Escape.bytes(frames.bytes(), frames.start(i), frames.end(i)),
          outcome(batch, answers, i),
          nanos / 1000);
    }
  }

  private static String outcome(LineBatch batch, @Nullable Answers answers, int index) {
    if (batch.isTooLong(index)) {
      return "too long";
    }
    if (answers == null) {
      return "unanswered";
    }
    return answers.contains(index) ? "exists" : "not found";
  }
}
