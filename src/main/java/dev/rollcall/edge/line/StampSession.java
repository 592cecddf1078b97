package dev.rollcall.edge.line;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.Escape;
import dev.rollcall.edge.HttpGuard;
import dev.rollcall.edge.ListenerSettings;
import dev.rollcall.edge.Peer;
import dev.rollcall.edge.Reply;
import dev.rollcall.edge.Session;
import dev.rollcall.wire.ErrorLine;
import dev.rollcall.wire.LineBatch;
import dev.rollcall.wire.LineDecoder;
import dev.rollcall.wire.Utf8;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The protocol {@code stamp}: the first message comes back with the time, then it is over. */
public final class StampSession extends LineSession {
  private static final Logger LOG = LoggerFactory.getLogger("rollcall.stamp");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  /** As much as the original took of a message. */
  private static final int LOGGED_BYTES_MAX = 1024;

  private final String address;

  private StampSession(ListenerSettings listener, HttpGuard httpGuard, String client) {
    super(
        listener,
        new LineDecoder(listener.frameBytesMax(), LineDecoder.Trimming.PADDING),
        httpGuard,
        client);
    this.address = AddressPair.of(client);
  }

  /** Sessions for the connections of one listener. */
  public static Session.Factory of(ListenerSettings listener) {
    HttpGuard httpGuard = new HttpGuard(listener.name());
    return new Session.Factory() {
      @Override
      public Session open(Peer peer) {
        return new StampSession(listener, httpGuard, peer.name());
      }

      @Override
      public void bound(InetSocketAddress at) {
        LOG.info("Server bound to {}:{}", at.getAddress().getHostAddress(), at.getPort());
        LOG.info("Server is listening for connections...");
      }
    };
  }

  @Override
  public void opened() {
    LOG.info("Connection established with {}", address);
  }

  @Override
  CompletableFuture<Reply> answer(LineBatch batch) {
    ByteSlices frames = batch.frames();
    byte[] answer;
    if (batch.isTooLong(0)) {
      answer = tooLong();
    } else {
      int start = frames.start(0);
      int end = frames.end(0);
      LOG.info("Received from {}: {}", address, shown(frames.bytes(), start, end));
      answer =
          Utf8.isValid(frames.bytes(), start, end)
              ? stamped(frames.copy(0), batch.terminated())
              : badEncoding();
    }
    LOG.info("Sent response to {}", address);
    return CompletableFuture.completedFuture(Reply.lastWords(ByteString.fromArrayUnsafe(answer)));
  }

  private byte[] badEncoding() {
    tally().failed(ErrorCode.BAD_ENCODING, 1);
    return ErrorLine.of(ErrorCode.BAD_ENCODING, "a message has to be UTF-8");
  }

  private static String shown(byte[] bytes, int start, int end) {
    return end - start <= LOGGED_BYTES_MAX
        ? Escape.bytes(bytes, start, end)
        : Escape.bytes(bytes, start, start + LOGGED_BYTES_MAX) + " (" + (end - start) + " bytes)";
  }

  private static byte[] stamped(byte[] message, boolean terminated) {
    String text = new String(message, StandardCharsets.UTF_8);
    String line =
        "Server received at "
            + LocalDateTime.now(ZoneId.systemDefault()).format(TIME)
            + ": "
            + text;
    return (terminated ? line + '\n' : line).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void closed() {
    LOG.info("Connection closed with {}", address);
  }
}
