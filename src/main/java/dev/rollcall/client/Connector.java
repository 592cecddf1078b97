package dev.rollcall.client;

import dev.rollcall.security.ClientTls;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to one server and says in one line why one could not be opened or was lost.
 * Thread-safe.
 */
final class Connector {
  /** The system's own is two hours. */
  private static final int KEEP_ALIVE_IDLE_SECONDS = 60;

  private final ConnectionOptions options;
  private final @Nullable ClientTls tls;
  private final @Nullable SSLContext context;

  Connector(ConnectionOptions options) {
    this.options = options;
    this.tls = options.tls() ? options.clientTls() : null;
    this.context = tls == null ? null : tls.socketContext();
  }

  /** A connection ready for use, its TLS handshake done. */
  StreamConnection connect() throws IOException {
    Socket socket = new Socket();
    try {
      int timeoutMillis = millis(options.timeout());
      InetSocketAddress address = new InetSocketAddress(options.host(), options.port());
      if (address.isUnresolved()) {
        throw new IOException("unknown host " + options.host());
      }
      socket.connect(address, timeoutMillis);
      socket.setSoTimeout(timeoutMillis);
      socket.setTcpNoDelay(true);
      keepAlive(socket);
      return new StreamConnection(this, socket, secured(socket));
    } catch (IOException e) {
      socket.close();
      throw explained(e, "cannot connect to " + options.address());
    }
  }

  /** The same failure, told so that a user knows what to do. */
  IOException lost(IOException e) {
    return explained(e, "connection to " + options.address());
  }

  /** Whoever only listens would else never notice a server whose machine is gone. */
  private static void keepAlive(Socket socket) throws IOException {
    socket.setKeepAlive(true);
    if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_IDLE_SECONDS);
    }
  }

  static int millis(Duration limit) {
    return (int) Math.min(Integer.MAX_VALUE, limit.toMillis());
  }

  private Socket secured(Socket socket) throws IOException {
    if (tls == null || context == null) {
      return socket;
    }
    SSLSocket secure = tls.wrap(context, socket, options.host());
    secure.startHandshake();
    return secure;
  }

  private IOException explained(IOException e, String heading) {
    return new IOException(heading + ": " + reason(e), e);
  }

  private String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof SSLException) {
      return tlsReason(e, message);
    }
    if (e instanceof SocketTimeoutException) {
      return "no answer within " + options.timeout().toMillis() + " ms";
    }
    if (e instanceof ConnectException && message.contains("refused")) {
      return "refused; no server listens there";
    }
    if (e instanceof NoRouteToHostException) {
      return "no route to host";
    }
    if (e instanceof EOFException) {
      return "closed by the server before it answered";
    }
    if (e instanceof SocketException) {
      return "lost (" + message + ")";
    }
    return message;
  }

  private static String tlsReason(IOException e, String message) {
    if (message.contains("plaintext connection")
        || message.contains("Unsupported or unrecognized")) {
      return "the server does not speak TLS there; try --no-tls";
    }
    if (message.contains("certificate_required") || message.contains("bad_certificate")) {
      return "the server asks for a client certificate; give one by --cert FILE --key FILE";
    }
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof CertPathValidatorException
          || cause.getClass().getName().contains("CertPathBuilderException")) {
        return "its certificate is not trusted ("
            + cause.getMessage()
            + "); give its authority by --ca FILE";
      }
    }
    if (e.getCause() instanceof CertificateException) {
      return "its certificate is refused: " + e.getCause().getMessage();
    }
    return "TLS failed: " + message;
  }
}
