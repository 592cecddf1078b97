package dev.rollcall.edge.line;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.ErrorCode;
import dev.rollcall.edge.HttpGuard;
import dev.rollcall.edge.ListenerSettings;
import dev.rollcall.edge.Reply;
import dev.rollcall.edge.Session;
import dev.rollcall.edge.Tally;
import dev.rollcall.wire.ErrorLine;
import dev.rollcall.wire.FrameDecoder;
import dev.rollcall.wire.LineBatch;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.util.ByteString;

/**
 * What the protocols of lines have in common: frames are cut by a {@link FrameDecoder} and answered
 * as one batch; errors are lines. A protocol adds how a batch is answered.
 */
abstract class LineSession implements Session {
  static final CompletableFuture<Reply> NOTHING = CompletableFuture.completedFuture(Reply.NOTHING);

  /** About how many bytes are written at once where there are more to come. */
  static final int PUSH_BYTES = 32 << 10;

  private static final CompletableFuture<Reply> CLOSE =
      CompletableFuture.completedFuture(Reply.lastWords(ByteString.emptyByteString()));

  private final FrameDecoder decoder;
  private final HttpGuard httpGuard;
  private final String client;
  private final int frameBytesMax;
  private final byte[] tooLong;
  private final Tally tally = new Tally();
  private boolean begun;

  LineSession(ListenerSettings listener, FrameDecoder decoder, HttpGuard httpGuard, String client) {
    this.decoder = decoder;
    this.httpGuard = httpGuard;
    this.client = client;
    this.frameBytesMax = listener.frameBytesMax();
    this.tooLong = ErrorLine.of(ErrorCode.FRAME_TOO_LONG, tooLongText());
  }

  /** What is wrong with a frame that was too long. */
  final String tooLongText() {
    return "a frame may have at most " + frameBytesMax + " bytes";
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
      ByteSlices frames = batch.frames();
      if (httpGuard.catches(frames.bytes(), firstByte(frames), firstEnd(frames), client)) {
        return CLOSE;
      }
    }
    tally.asked(batch.count());
    tally.failed(ErrorCode.FRAME_TOO_LONG, batch.tooLongCount());
    return answer(batch);
  }

  /** Where a connection that speaks HTTP would have begun, in the first frames it sent. */
  int firstByte(ByteSlices first) {
    return first.start(0);
  }

  /** Where what might be HTTP ends at the latest, in the first frames. */
  int firstEnd(ByteSlices first) {
    return first.end(0);
  }

  @Override
  public final Tally tally() {
    return tally;
  }

  @Override
  public ByteString error(ErrorCode code, String text) {
    tally.failed(code, 1);
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
    return decoder.endsByQuiet();
  }

  @Override
  public final int bytesHeld() {
    return decoder.bytesHeld();
  }
}
