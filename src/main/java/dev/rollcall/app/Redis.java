package dev.rollcall.app;

import dev.rollcall.edge.ListenerSettings;
import dev.rollcall.edge.Session;
import dev.rollcall.edge.resp.Clients;
import dev.rollcall.edge.resp.CommandTable;
import dev.rollcall.edge.resp.RespServer;
import dev.rollcall.edge.resp.Statistics;

/** What Redis clients are answered: the table of commands, joined with what they ask. */
final class Redis {
  private final CommandTable table = new CommandTable();
  private final Clients clients = new Clients();
  private final Statistics statistics = new Statistics();

  Session.Factory sessions(ListenerSettings listener) {
    return RespServer.of(listener, table, clients, statistics);
  }
}
