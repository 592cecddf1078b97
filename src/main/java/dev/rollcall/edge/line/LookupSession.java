package dev.rollcall.edge.line;

import dev.rollcall.base.UserError;
import dev.rollcall.edge.HttpGuard;
import dev.rollcall.edge.ListenerSettings;
import dev.rollcall.edge.Reply;
import dev.rollcall.edge.Session;
import dev.rollcall.lookup.Answers;
import dev.rollcall.lookup.Membership;
import dev.rollcall.wire.ErrorLine;
import dev.rollcall.wire.LineBatch;
import dev.rollcall.wire.LineDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The protocol {@code lookup}: each frame is a question, each answer a line. Where the set cannot
 * be asked, each question is answered with the reason, and the connection lives on.
 */
public final class LookupSession extends LineSession {
  private static final byte[] EXISTS = "STRING EXISTS\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOT_FOUND = "STRING NOT FOUND\n".getBytes(StandardCharsets.US_ASCII);

  private final Membership membership;
  private final @Nullable QueryLog queries;

  private LookupSession(
      ListenerSettings listener, Membership membership, HttpGuard httpGuard, String client) {
    super(
        listener,
        new LineDecoder(listener.frameBytesMax(), LineDecoder.Trimming.PADDING),
        httpGuard,
        client);
    this.membership = membership;
    this.queries = listener.logQueries() ? new QueryLog(listener.name(), client) : null;
  }

  /** Sessions for the connections of one listener, all of which ask the same set. */
  public static Session.Factory of(ListenerSettings listener, Membership membership) {
    HttpGuard httpGuard = new HttpGuard(listener.name());
    return peer -> new LookupSession(listener, membership, httpGuard, peer.name());
  }

  @Override
  CompletableFuture<Reply> answer(LineBatch batch) {
    QueryLog log = queries;
    long started = log == null ? 0 : System.nanoTime();
    return membership
        .ask(batch.frames())
        .handle(
            (answers, failure) -> {
              if (log != null) {
                log.write(batch, answers, System.nanoTime() - started);
              }
              return Reply.of(
                  ByteString.fromArrayUnsafe(
                      failure == null ? lines(batch, answers) : reasons(batch, failure)));
            });
  }

  private byte[] lines(LineBatch batch, Answers answers) {
    int count = batch.count();
    byte[] lines = new byte[length(batch, answers)];
    int end = 0;
    for (int i = 0; i < count; i++) {
      byte[] line = batch.isTooLong(i) ? tooLong() : answers.contains(i) ? EXISTS : NOT_FOUND;
      System.arraycopy(line, 0, lines, end, line.length);
      end += line.length;
    }
    return lines;
  }

  private int length(LineBatch batch, Answers answers) {
    int count = batch.count();
    int length = batch.tooLongCount() * tooLong().length;
    for (int i = 0; i < count; i++) {
      if (!batch.isTooLong(i)) {
        length += answers.contains(i) ? EXISTS.length : NOT_FOUND.length;
      }
    }
    return length;
  }

  /** One line a question; a fault that is nobody's mistake goes up and ends the connection. */
  private byte[] reasons(LineBatch batch, Throwable failure) {
    UserError error = Failure.userError(failure);
    byte[] reason = ErrorLine.of(error.code(), String.valueOf(error.getMessage()));
    int tooLongCount = batch.tooLongCount();
    tally().failed(error.code(), batch.count() - tooLongCount);
    byte[] lines =
        new byte[(batch.count() - tooLongCount) * reason.length + tooLongCount * tooLong().length];
    int end = 0;
    for (int i = 0; i < batch.count(); i++) {
      byte[] line = batch.isTooLong(i) ? tooLong() : reason;
      System.arraycopy(line, 0, lines, end, line.length);
      end += line.length;
    }
    return lines;
  }
}
