package dev.rollcall.edge.line;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.edge.ListenerSettings;
import dev.rollcall.edge.Reply;
import dev.rollcall.edge.Session;
import dev.rollcall.wire.ErrorLine;
import dev.rollcall.wire.LineBatch;
import dev.rollcall.wire.LineDecoder;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.util.ByteString;

/**
 * What the protocols of lines have in common: frames are cut by a {@link LineDecoder} and answered
 * as one batch; errors are lines. A protocol adds how a batch is answered.
 */
abstract class LineSession implements Session {
  private static final CompletableFuture<Reply> NOTHING =
      CompletableFuture.completedFuture(Reply.NOTHING);
  private static final CompletableFuture<Reply> CLOSE =
      CompletableFuture.completedFuture(Reply.lastWords(ByteString.emptyByteString()));

  private final LineDecoder decoder;
  private final HttpGuard httpGuard;
  private final String client;
  private final byte[] tooLong;
  private boolean begun;

  LineSession(
      ListenerSettings listener,
      LineDecoder.Trimming trimming,
      HttpGuard httpGuard,
      String client) {
    this.decoder = new LineDecoder(listener.frameBytesMax(), trimming);
    this.httpGuard = httpGuard;
    this.client = client;
    this.tooLong = tooLong(listener.frameBytesMax());
  }

  private static byte[] tooLong(int frameBytesMax) {
    return ErrorLine.of(
        ErrorCode.FRAME_TOO_LONG, "a frame may have at most " + frameBytesMax + " bytes");
  }

  /** Answers the frames of one chunk, at least one, in their order. */
  abstract CompletableFuture<Reply> answer(LineBatch batch);

  /** The line that stands for a frame that was too long. */
  final byte[] tooLong() {
    return tooLong;
  }

  final String client() {
    return client;
  }

  @Override
  public final CompletableFuture<Reply> received(ByteString chunk) {
    return answerAny(decoder.decode(chunk.toArrayUnsafe()));
  }

  @Override
  public final CompletableFuture<Reply> quiet() {
    return answerAny(decoder.end());
  }

  @Override
  public final CompletableFuture<Reply> ended() {
    return answerAny(decoder.end());
  }

  private CompletableFuture<Reply> answerAny(LineBatch batch) {
    if (batch.isEmpty()) {
      return NOTHING;
    }
    if (!begun) {
      begun = true;
      if (httpGuard.catches(batch, client)) {
        return CLOSE;
      }
    }
    return answer(batch);
  }

  @Override
  public ByteString error(ErrorCode code, String text) {
    return ByteString.fromArrayUnsafe(ErrorLine.of(code, text));
  }

  @Override
  public ByteString farewell() {
    return ByteString.emptyByteString();
  }

  @Override
  public final long unfinishedFrame() {
    return decoder.unfinishedFrame();
  }

  @Override
  public final boolean endsByQuiet() {
    return decoder.unfinishedFrame() != 0 && !decoder.terminatedOnce();
  }

  @Override
  public final int bytesHeld() {
    return decoder.bytesHeld();
  }
}
