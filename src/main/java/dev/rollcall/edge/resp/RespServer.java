package dev.rollcall.edge.resp;

import dev.rollcall.edge.HttpGuard;
import dev.rollcall.edge.ListenerSettings;
import dev.rollcall.edge.Session;
import dev.rollcall.wire.RespLimits;

/**
 * What all sessions of one listener share.
 *
 * @param table the commands
 * @param access who may do what
 * @param clients everybody who is connected
 * @param statistics what was called
 * @param httpGuard recognizes clients that speak HTTP
 */
public record RespServer(
    CommandTable table,
    Access access,
    Clients clients,
    Statistics statistics,
    HttpGuard httpGuard) {

  /** Sessions for the connections of one listener. */
  public static Session.Factory of(
      ListenerSettings listener, CommandTable table, Clients clients, Statistics statistics) {
    RespServer server =
        new RespServer(table, new Access(), clients, statistics, new HttpGuard(listener.name()));
    RespLimits limits = RespLimits.authenticated(listener.frameBytesMax());
    return peer -> new RespSession(server, new RespClient(peer), limits);
  }
}
