package dev.rollcall.edge;

import dev.rollcall.base.UserError;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says in one line why a listener's address cannot be had, and which key says it should. */
final class BindFailure {
  private static final int PRIVILEGED = 1024;

  private BindFailure() {}

  /**
   * Binds the listener's address for a moment. What goes wrong here is the administrator's business
   * and is known before Pekko, which would log it as a fault with its stack trace, tries the same.
   */
  static Optional<UserError> tryOut(ListenerSettings listener) {
    InetSocketAddress address = new InetSocketAddress(listener.host(), listener.port());
    if (address.isUnresolved()) {
      return Optional.of(
          UserError.configuration(
              listener.key("interface")
                  + " = "
                  + listener.host()
                  + ": no such host or address; 127.0.0.1 is this machine alone, 0.0.0.0 all of its"
                  + " addresses"));
    }
    try (ServerSocketChannel channel = ServerSocketChannel.open()) {
      channel.bind(address);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(explain(listener, e));
    }
  }

  /** The reason for the administrator. */
  static UserError explain(ListenerSettings listener, Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof BindException)) {
      cause = cause.getCause();
    }
    String reason = String.valueOf(cause.getMessage());
    if (reason.contains("assign requested address")) {
      return UserError.configuration(
          listener.key("interface")
              + " = "
              + listener.host()
              + ": this machine has no such address; 0.0.0.0 is all it has");
    }
    return UserError.configuration(
        listener.key("port") + " = " + listener.port() + ": " + remedy(listener.port(), reason));
  }

  private static String remedy(int port, @Nullable String reason) {
    if (reason != null && reason.contains("in use")) {
      return "address already in use; stop what uses it, or choose another port, 0 for any free one";
    }
    if (reason != null && reason.contains("denied") && port < PRIVILEGED) {
      return "not permitted; ports below 1024 need the capability CAP_NET_BIND_SERVICE";
    }
    return "cannot be bound: " + reason;
  }
}
