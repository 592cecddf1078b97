package dev.rollcall.security;

import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * TLS as a stage that runs fused with its neighbours, in place of Pekko's, which is an actor of its
 * own and ends both directions when one ends.
 *
 * <p>Half-close: when the client has said that it sends no more (or just stopped sending), the
 * plain side completes and answers may still be given. BoringSSL's engine cannot send after a
 * client's farewell; so a record that may be one is not opened before the plain side asks for more,
 * and whoever asks only after its answers are handed over loses none. The connection is closed when
 * the plain side has completed its answers.
 */
public final class TlsStage
    extends GraphStage<BidiShape<ByteString, ByteString, ByteString, ByteString>> {
  final Inlet<ByteString> plainIn = Inlet.create("TlsStage.plainIn");
  final Outlet<ByteString> cipherOut = Outlet.create("TlsStage.cipherOut");
  final Inlet<ByteString> cipherIn = Inlet.create("TlsStage.cipherIn");
  final Outlet<ByteString> plainOut = Outlet.create("TlsStage.plainOut");
  private final BidiShape<ByteString, ByteString, ByteString, ByteString> shape =
      new BidiShape<>(plainIn, cipherOut, cipherIn, plainOut);

  private final Supplier<SSLEngine> engines;
  private final Consumer<SSLSession> handshaken;

  private TlsStage(Supplier<SSLEngine> engines, Consumer<SSLSession> handshaken) {
    this.engines = engines;
    this.handshaken = handshaken;
  }

  /**
   * A flow from plain bytes to encrypted ones and back, to be joined with a connection whose
   * half-close is on.
   *
   * @param engines makes the engine of one connection, when the flow is run
   * @param handshaken called once, in the stream, when the handshake is done; what it throws fails
   *     the connection
   */
  public static BidiFlow<ByteString, ByteString, ByteString, ByteString, NotUsed> flow(
      Supplier<SSLEngine> engines, Consumer<SSLSession> handshaken) {
    return BidiFlow.fromGraph(new TlsStage(engines, handshaken));
  }

  @Override
  public BidiShape<ByteString, ByteString, ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new TlsStageLogic(this, engines.get(), handshaken);
  }
}
