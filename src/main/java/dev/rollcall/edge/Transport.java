package dev.rollcall.edge;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.stream.javadsl.Source;

/**
 * What brings connections to a {@link Listener}: everything below it (sockets, TLS, threads) is the
 * transport's, everything above is the same for all of them.
 */
public interface Transport {

  /**
   * Binds once it is run, and emits a connection for every demand. Connections nobody asked for
   * wait in the operating system's queue. The stage fails where the address cannot be had.
   */
  Source<Incoming, CompletionStage<Binding>> connections();

  /** A bound socket. */
  interface Binding {
    /** The address with the real port. */
    InetSocketAddress address();

    /** Stops accepting; connections that were accepted live on. */
    CompletionStage<Done> unbind();
  }
}
