package dev.rollcall.security;

import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * One connection's {@link TlsStage}.
 *
 * <p>Every event changes a little state and then calls {@link #pump}, which lets the engine do all
 * it can. Held at most: one element of plain bytes not yet encrypted, its encrypted form not yet
 * taken, one chunk of encrypted bytes not yet opened, and what was opened of it.
 */
final class TlsStageLogic extends TimerGraphStageLogic {
  /** Long enough for a farewell to arrive; who still sends then is reset. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private static final ByteString NOTHING = ByteString.emptyByteString();
  private static final int ALERT = 21;
  private static final int APPLICATION_DATA = 23;

  /** Two bytes of alert, one of type and sixteen of authentication. */
  private static final int ENCRYPTED_ALERT_BYTES = 19;

  /** Java's engines add as much to every record of TLS 1.3. */
  private static final int JAVA_PADDING_BYTES = 16;

  private static final int RECORD_HEADER_BYTES = 5;

  private final TlsStage stage;
  private final SSLEngine engine;
  private final Consumer<SSLSession> handshakenListener;
  private ByteString toEncrypt = NOTHING;
  private ByteString encrypted = NOTHING;
  private ByteString toDecrypt = NOTHING;
  private ByteString decrypted = NOTHING;
  private boolean handshaken;
  private boolean moreIsNeeded = true;
  private boolean clientSaidFarewell;
  private boolean farewellSaid;
  private boolean lingering;

  TlsStageLogic(TlsStage stage, SSLEngine engine, Consumer<SSLSession> handshakenListener) {
    super(stage.shape());
    this.stage = stage;
    this.engine = engine;
    this.handshakenListener = handshakenListener;
    setHandler(stage.plainIn, new PlainIn());
    setHandler(stage.plainOut, new PlainOut());
    setHandler(stage.cipherIn, new CipherIn());
    setHandler(stage.cipherOut, new CipherOut());
  }

  @Override
  public void preStart() throws SSLException {
    engine.beginHandshake();
    pump();
  }

  @Override
  public void postStop() {
    // BoringSSL's engine would keep its memory until it is collected.
    ReferenceCountUtil.safeRelease(engine);
  }

  @Override
  public void onTimer(Object key) {
    completeStage();
  }

  private final class PlainIn extends AbstractInHandler {
    @Override
    public void onPush() {
      toEncrypt = grab(stage.plainIn);
      pump();
    }

    @Override
    public void onUpstreamFinish() {
      pump();
    }
  }

  private final class PlainOut extends AbstractOutHandler {
    @Override
    public void onPull() {
      pump();
    }

    @Override
    public void onDownstreamFinish(Throwable cause) {
      // Nobody wants to read, but answers may be on their way still.
      decrypted = NOTHING;
      pump();
    }
  }

  private final class CipherIn extends AbstractInHandler {
    @Override
    public void onPush() {
      ByteString chunk = grab(stage.cipherIn);
      if (!lingering) {
        toDecrypt = toDecrypt.isEmpty() ? chunk : toDecrypt.concat(chunk);
        moreIsNeeded = false;
      }
      pump();
    }

    @Override
    public void onUpstreamFinish() {
      pump();
    }
  }

  private final class CipherOut extends AbstractOutHandler {
    @Override
    public void onPull() {
      pump();
    }
  }

  private void pump() {
    if (!lingering) {
      try {
        runTasks();
        while (encrypt() || decrypt()) {
          runTasks();
        }
      } catch (SSLException e) {
        endBroken(e);
      }
      deliver();
    }
    endWhatIsOver();
    demand();
  }

  private void runTasks() {
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      for (Runnable task = engine.getDelegatedTask();
          task != null;
          task = engine.getDelegatedTask()) {
        task.run();
      }
    }
  }

  /** Encrypts what is there, at once: a farewell opened later may leave no other chance. */
  private boolean encrypt() throws SSLException {
    if (!hasToEncrypt()) {
      return false;
    }
    TlsScratch scratch = TlsScratch.ofThread();
    ByteBuffer out = scratch.output(TlsScratch.ROOM_BYTES);
    boolean moved = false;
    while (hasToEncrypt() && out.remaining() >= TlsScratch.ROOM_BYTES) {
      ByteBuffer record = scratch.record(handshaken ? toEncrypt : NOTHING);
      SSLEngineResult result = engine.wrap(record, out);
      toEncrypt = toEncrypt.drop(result.bytesConsumed());
      noteFinish(result);
      if (result.getStatus() == Status.CLOSED) {
        farewellSaid = true;
        toEncrypt = NOTHING;
      }
      if (result.bytesConsumed() + result.bytesProduced() == 0) {
        break;
      }
      moved = true;
    }
    encrypted = encrypted.concat(TlsScratch.written(out));
    return moved;
  }

  private boolean hasToEncrypt() {
    if (farewellSaid) {
      return false;
    }
    if (isClosed(stage.plainIn) && toEncrypt.isEmpty() && !engine.isOutboundDone()) {
      engine.closeOutbound();
      return true;
    }
    return engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
        || (handshaken && toEncrypt.nonEmpty());
  }

  /** Opens what arrived, as far as the plain side may have it. */
  private boolean decrypt() throws SSLException {
    if (!mayDecrypt()) {
      return false;
    }
    TlsScratch scratch = TlsScratch.ofThread();
    ByteBuffer in = scratch.input(toDecrypt);
    ByteBuffer out = scratch.output(in.remaining() + TlsScratch.ROOM_BYTES);
    boolean moved = false;
    boolean going = true;
    while (going) {
      SSLEngineResult result = engine.unwrap(in, out);
      boolean hadTask = engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK;
      runTasks();
      noteFinish(result);
      boolean step = hadTask || result.bytesConsumed() + result.bytesProduced() > 0;
      moved |= step;
      clientSaidFarewell = result.getStatus() == Status.CLOSED || engine.isInboundDone();
      boolean toWrap = engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
      going =
          step
              && result.getStatus() == Status.OK
              && in.hasRemaining()
              && !toWrap
              && !(out.position() > 0 && mayBeFarewell(in));
      moreIsNeeded = !in.hasRemaining() || !(step || toWrap);
    }
    toDecrypt = in.hasRemaining() ? ByteString.fromByteBuffer(in) : NOTHING;
    if (!isClosed(stage.plainOut)) {
      decrypted = TlsScratch.written(out);
    }
    return moved;
  }

  private boolean mayDecrypt() {
    boolean wanted = !handshaken || isAvailable(stage.plainOut) || isClosed(stage.plainOut);
    return wanted
        && !clientSaidFarewell
        && !moreIsNeeded
        && decrypted.isEmpty()
        && engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP;
  }

  private void noteFinish(SSLEngineResult result) {
    // Some engines tell only by their state that a handshake ended in a delegated task.
    if (!handshaken
        && (result.getHandshakeStatus() == HandshakeStatus.FINISHED
            || (result.getStatus() == Status.OK
                && engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING))) {
      handshaken = true;
      handshakenListener.accept(engine.getSession());
    }
  }

  /**
   * Whether the next record is as an alert is; a short text is like it, and just waits a little.
   */
  private static boolean mayBeFarewell(ByteBuffer in) {
    if (in.remaining() < RECORD_HEADER_BYTES) {
      return false;
    }
    int type = in.get(in.position());
    int length = in.getShort(in.position() + 3) & 0xffff;
    int beyondAlert = length - ENCRYPTED_ALERT_BYTES;
    return type == ALERT
        || (type == APPLICATION_DATA && (beyondAlert == 0 || beyondAlert == JAVA_PADDING_BYTES));
  }

  private void deliver() {
    if (decrypted.nonEmpty() && isAvailable(stage.plainOut)) {
      push(stage.plainOut, decrypted);
      decrypted = NOTHING;
    }
    if (encrypted.nonEmpty() && isAvailable(stage.cipherOut)) {
      push(stage.cipherOut, encrypted);
      encrypted = NOTHING;
    }
  }

  private void endWhatIsOver() {
    boolean inputOver = clientSaidFarewell || (isClosed(stage.cipherIn) && moreIsNeeded);
    if (inputOver && decrypted.isEmpty() && !isClosed(stage.plainOut)) {
      endPlainOut();
    }
    boolean outputOver = farewellSaid || engine.isOutboundDone() || isClosed(stage.cipherOut);
    if (outputOver && encrypted.isEmpty() && !lingering) {
      linger();
    }
  }

  private void endPlainOut() {
    if (handshaken) {
      complete(stage.plainOut);
    } else {
      failStage(new SSLException("the client went away during the handshake"));
    }
  }

  /** Reads on for a while: closing with bytes unread would take away what was just sent. */
  private void linger() {
    lingering = true;
    cancel(stage.plainIn);
    complete(stage.plainOut);
    boolean broken = isClosed(stage.cipherOut);
    complete(stage.cipherOut);
    if (broken || isClosed(stage.cipherIn)) {
      completeStage();
    } else {
      scheduleOnce("linger", LINGER);
    }
  }

  /** The client must not get more than the alert that says what it did wrong. */
  private void endBroken(SSLException cause) {
    fail(stage.plainOut, cause);
    toEncrypt = NOTHING;
    decrypted = NOTHING;
    clientSaidFarewell = true;
    try {
      engine.closeOutbound();
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !farewellSaid) {
        ByteBuffer out = TlsScratch.ofThread().output(TlsScratch.ROOM_BYTES);
        SSLEngineResult result = engine.wrap(ByteBuffer.allocate(0), out);
        encrypted = encrypted.concat(TlsScratch.written(out));
        farewellSaid = result.getStatus() != Status.OK || result.bytesProduced() == 0;
      }
    } catch (SSLException e) {
      // There is no alert to be sent, then.
    }
    farewellSaid = true;
  }

  private void demand() {
    if (isClosed(stage.cipherIn)) {
      if (lingering) {
        completeStage();
      }
    } else if (!hasBeenPulled(stage.cipherIn) && wantsCipher()) {
      pull(stage.cipherIn);
    }
    if (handshaken
        && !lingering
        && toEncrypt.isEmpty()
        && encrypted.isEmpty()
        && !isClosed(stage.plainIn)
        && !hasBeenPulled(stage.plainIn)) {
      pull(stage.plainIn);
    }
  }

  private boolean wantsCipher() {
    if (lingering) {
      return true;
    }
    boolean wanted = !handshaken || isAvailable(stage.plainOut) || isClosed(stage.plainOut);
    return wanted && moreIsNeeded && !clientSaidFarewell;
  }
}
