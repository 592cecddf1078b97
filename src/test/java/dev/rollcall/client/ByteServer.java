package dev.rollcall.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that does with each connection what a test wants, on a thread of its own. */
public final class ByteServer implements AutoCloseable {
  /** What is done with one connection; it is closed afterwards. */
  @FunctionalInterface
  public interface Serving {
    void serve(Socket socket) throws IOException;
  }

  private final ServerSocket listening;
  private final Serving serving;
  private final AtomicInteger connections = new AtomicInteger();

  private ByteServer(ServerSocket listening, Serving serving) {
    this.listening = listening;
    this.serving = serving;
    daemon(this::accept);
  }

  public static ByteServer start(Serving serving) throws IOException {
    return new ByteServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), serving);
  }

  public int port() {
    return listening.getLocalPort();
  }

  public int connections() {
    return connections.get();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "byte-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = listening.accept();
        connections.incrementAndGet();
        daemon(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      serving.serve(socket);
    } catch (IOException e) {
      // The client is gone.
    }
  }
}
