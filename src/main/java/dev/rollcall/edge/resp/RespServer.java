package dev.rollcall.edge.resp;

import dev.rollcall.edge.HttpGuard;
import dev.rollcall.edge.ListenerSettings;
import dev.rollcall.edge.Peer;
import dev.rollcall.edge.Session;
import dev.rollcall.wire.RespLimits;
import java.net.InetSocketAddress;

/**
 * What all sessions of one listener share.
 *
 * @param table the commands
 * @param access who may do what
 * @param clients everybody who is connected
 * @param statistics what was called
 * @param listeners the listeners that are bound
 * @param httpGuard recognizes clients that speak HTTP
 */
public record RespServer(
    CommandTable table,
    Access access,
    Clients clients,
    Statistics statistics,
    Listeners listeners,
    HttpGuard httpGuard) {

  /** Sessions for the connections of one listener. */
  public static Session.Factory of(
      ListenerSettings listener,
      CommandTable table,
      Clients clients,
      Statistics statistics,
      Listeners listeners) {
    HttpGuard httpGuard = new HttpGuard(listener.name());
    return new Sessions(
        new RespServer(table, new Access(), clients, statistics, listeners, httpGuard), listener);
  }

  /** Makes the sessions, which know the address that clients connect to. */
  private static final class Sessions implements Session.Factory {
    private final RespServer server;
    private final ListenerSettings listener;
    private final RespLimits limits;
    private volatile String address = "";

    Sessions(RespServer server, ListenerSettings listener) {
      this.server = server;
      this.listener = listener;
      this.limits = RespLimits.authenticated(listener.frameBytesMax());
    }

    @Override
    public void bound(InetSocketAddress bound) {
      server.listeners().bound(listener, bound);
      address = bound.getAddress().getHostAddress() + ':' + bound.getPort();
    }

    @Override
    public Session open(Peer peer) {
      return new RespSession(server, new RespClient(peer, address), limits);
    }
  }
}
