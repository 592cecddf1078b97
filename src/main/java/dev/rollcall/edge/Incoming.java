package dev.rollcall.edge;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/**
 * A connection just accepted.
 *
 * @param peer the client's address
 * @param established completed once bytes of the protocol can flow: at once on plain TCP, when the
 *     handshake is over on TLS. Where it never is over, the flow fails instead.
 * @param flow the byte stream, to be run once: takes what is for the client, gives what comes from
 *     it
 * @param socket what the flow runs over
 */
public record Incoming(
    InetSocketAddress peer,
    CompletionStage<Done> established,
    Flow<ByteString, ByteString, NotUsed> flow,
    Socket socket) {

  /** What is left of a connection when its flow is over. Thread-safe. */
  public interface Socket {
    /** Whether it still takes a file descriptor. */
    boolean isOpen();

    /**
     * Ends it whatever its state, where a client would otherwise hold it for ever; without effect
     * on one that is closed.
     */
    void cut();
  }
}
