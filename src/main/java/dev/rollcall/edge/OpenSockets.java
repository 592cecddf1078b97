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

  /** The socket just announced from this address. */
  Incoming.Socket take(InetSocketAddress peer) {
    return new Accepted(announced.remove(peer));
  }

  private record Accepted(@Nullable Socket socket) implements Incoming.Socket {
    @Override
    public boolean isOpen() {
      return socket != null && !socket.isClosed();
    }

    /** Both directions are shut rather than the socket closed, so that Pekko's selector notices. */
    @Override
    public void cut() {
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
}
