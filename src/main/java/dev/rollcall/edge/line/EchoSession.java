package dev.rollcall.edge.line;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.edge.HttpGuard;
import dev.rollcall.edge.ListenerSettings;
import dev.rollcall.edge.Reply;
import dev.rollcall.edge.Session;
import dev.rollcall.wire.LineBatch;
import dev.rollcall.wire.LineDecoder;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.util.ByteString;

/** The protocol {@code echo}: each frame comes back byte for byte as it was sent. */
public final class EchoSession extends LineSession {
  private EchoSession(ListenerSettings listener, HttpGuard httpGuard, String client) {
    super(
        listener,
        new LineDecoder(listener.frameBytesMax(), LineDecoder.Trimming.NONE),
        httpGuard,
        client);
  }

  /** Sessions for the connections of one listener. */
  public static Session.Factory of(ListenerSettings listener) {
    HttpGuard httpGuard = new HttpGuard(listener.name());
    return peer -> new EchoSession(listener, httpGuard, peer.name());
  }

  @Override
  CompletableFuture<Reply> answer(LineBatch batch) {
    ByteSlices frames = batch.frames();
    ByteArrayOutputStream reply = new ByteArrayOutputStream(frames.bytes().length);
    for (int i = 0; i < batch.count(); i++) {
      if (batch.isTooLong(i)) {
        reply.writeBytes(tooLong());
      } else {
        reply.write(frames.bytes(), frames.start(i), frames.length(i));
      }
    }
    return CompletableFuture.completedFuture(
        Reply.of(ByteString.fromArrayUnsafe(reply.toByteArray())));
  }
}
