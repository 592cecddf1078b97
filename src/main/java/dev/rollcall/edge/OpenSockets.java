package dev.rollcall.edge;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.io.Inet;
import org.jspecify.annotations.Nullable;

/**
 * Gets hold of each accepted socket, which Pekko's streams do not give out, for the one thing they
 * cannot do: end a connection both of whose directions are closed above while its last bytes wait
 * for a client that never takes them. Pekko calls it as a socket option, before it announces the
 * connection. Thread-safe.
 */
final class OpenSockets extends Inet.AbstractSocketOption {
  private final Map<SocketAddress, Socket> announced = new ConcurrentHashMap<>();

  @Override
  public void afterConnect(Socket socket) {
    announced.put(socket.getRemoteSocketAddress(), socket);
  }

  /** What cuts the connection just announced from this address. */
  Runnable takeCut(InetSocketAddress peer) {
    Socket socket = announced.remove(peer);
    return () -> cut(socket);
  }

  /** Both directions are shut rather than the socket closed, so that Pekko's selector notices. */
  private static void cut(@Nullable Socket socket) {
    if (socket == null || socket.isClosed()) {
      return;
    }
    try {
      socket.setSoLinger(true, 0);
      socket.shutdownInput();
      socket.shutdownOutput();
    } catch (IOException e) {
      // It was closed in the meantime, which is all that is wanted.
    }
  }
}
